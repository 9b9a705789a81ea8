// Verifies tokens and webhooks with LiveKit's own JavaScript server SDK, controlled by lines of JSON.
//
//   {"n":1,"do":"token","token":"…","apiKey":"…","secret":"…"}                            → {"n":1,"ok":{…the claims…}}
//   {"n":2,"do":"webhook","body":"<base64>","authorization":"…","apiKey":"…","secret":"…"}  → {"n":2,"ok":{…the event…}}
//
// or {"n":…,"error":"…"}. "do" may be omitted for a token. The process ends with standard input.

import { createInterface } from 'node:readline';
import { TokenVerifier, WebhookReceiver } from 'livekit-server-sdk';

const commands = {
  token: ({ token, apiKey, secret }) => new TokenVerifier(apiKey, secret).verify(token),

  async webhook({ body, authorization, apiKey, secret }) {
    const text = Buffer.from(body, 'base64').toString('utf8');
    const event = await new WebhookReceiver(apiKey, secret).receive(text, authorization);
    return event.toJson();
  },
};

async function execute(line) {
  let command;
  try {
    command = JSON.parse(line);
  } catch {
    return { n: null, error: 'not a line of JSON' };
  }
  const name = command.do ?? 'token';
  try {
    if (!Object.hasOwn(commands, name)) throw new Error(`unknown command ${name}`);
    return { n: command.n, ok: await commands[name](command) };
  } catch (e) {
    return { n: command.n, error: e?.message || String(e) };
  }
}

process.stdout.on('error', () => process.exit(0));

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(JSON.stringify(await execute(line)) + '\n');
}
