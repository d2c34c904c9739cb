import { spawn } from 'node:child_process';
import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { LastingPublisher, LastingSubscriber } from './lasting-peer.testing.ts';
const cpu=(pid:number)=>{const f=readFileSync(`/proc/${pid}/stat`,'latin1');const x=f.slice(f.lastIndexOf(')')+2).split(' ');return (Number(x[11])+Number(x[12]))*10};
for (const mode of [[], ['--data','D'], ['--data','D','--set','synchronous=normal']]) {
 for (const qos of [1,2] as const) {
  const d=mkdtempSync('/tmp/adhoc-');
  const b=spawn(process.execPath,['src/server/cli.ts','--quiet','--port','21883','--ws-port','0',...mode.map(x=>x==='D'?d+'/x':x)],{stdio:['ignore','pipe','inherit']});
  await new Promise<void>(r=>b.stdout.once('data',()=>r()));
  let stop=false;
  const p=new LastingPublisher('p',100,()=>stop?undefined:({topic:'a',payload:'x'.repeat(64),qos,retain:false}));
  let n=0; p.onAcknowledged=()=>{n++};
  const s=new LastingSubscriber('s'); await s.connect(21883); await s.subscribe('a');
  await p.connect(21883);
  await new Promise(r=>setTimeout(r,1000)); const c0=cpu(b.pid!), n0=n, t0=performance.now();
  await new Promise(r=>setTimeout(r,3000)); const c1=cpu(b.pid!), n1=n, t1=performance.now();
  console.log(mode.join(' '),'qos',qos, Math.round((n1-n0)/(t1-t0)*1000),'msg/s', ((c1-c0)*1000/(n1-n0)).toFixed(1),'us cpu');
  stop=true; p.drop(); s.drop(); b.kill('SIGKILL'); rmSync(d,{recursive:true});
  await new Promise(r=>setTimeout(r,100));
 }
}
