import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const check = fileURLToPath(new URL('node-check.mjs', import.meta.url));

/** Runs an empty program behind the check, in a Node that says it is this version. */
function behindCheck(version: string) {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`];
  const { status, stderr } = spawnSync(
    process.execPath,
    [...preload, '--import', check, '--eval', '0'],
    { encoding: 'utf8' },
  );
  return { status, stderr };
}

test('an old Node ends in one line that says what to do', () => {
  const { status, stderr } = behindCheck('20.19.0');
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('needs Node 24 and found 20.19.0');
  expect(stderr).toContain('npm start');
});

test.each(['24.0.0', '25.1.0'])('Node %s goes on without a word', (version) => {
  expect(behindCheck(version)).toEqual({ status: 0, stderr: '' });
});
