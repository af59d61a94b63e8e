// Sends N personal letters over C pooled connections: node nodemailer.mjs PORT N C LETTER-FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const nodemailer = require('nodemailer');
const [port, number, connections, file] = process.argv.slice(2);
const { text, html } = JSON.parse(readFileSync(file, 'utf-8'));
const pool = nodemailer.createTransport({
  host: '127.0.0.1', port: +port, secure: false, ignoreTLS: true, pool: true,
  maxConnections: +connections, maxMessages: Infinity, disableFileAccess: true, disableUrlAccess: true,
});
const [cpu, start] = [process.cpuUsage(), performance.now()];
let next = 0;
async function lane() {
  while (next < +number) {
    const to = `reader${next++}@desk.example.org`;
    await pool.sendMail({
      from: 'press@lohtal.example.org', to, subject: 'New bridge across the Loh is finished',
      text: text.replaceAll('{reader}', to), html: html.replaceAll('{reader}', to),
      headers: { 'List-Unsubscribe': `<https://press.lohtal.example.org/unsubscribe/${to}>` },
    });
  }
}
await Promise.all(Array.from({ length: 2 * +connections }, lane));
pool.close();
const spent = process.cpuUsage(cpu);
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, cpu: (spent.user + spent.system) / 1e6 }));
