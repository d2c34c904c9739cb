import { test } from 'vitest';
import { mosquittoHost, mosquittoPath, mosquittoVersion } from './hosts/mosquitto.ts';
import { runPromises } from './run-promises.ts';

if (mosquittoPath !== undefined) {
  console.info(mosquittoVersion(mosquittoPath));
  runPromises(mosquittoHost(mosquittoPath));
} else {
  test('mosquitto is not installed here: nothing to compare with', () => {});
}
