// Uses the emulator as LiveKit's own SDK for Node uses a server.
//
//   node sdk-check.mjs FOLDER-WITH-node_modules JAVA EMULATOR-JAR
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder, java, jar] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const {
  AccessToken, EgressClient, EgressStatus, EncodedFileOutput, RoomServiceClient, TrackSource, WebhookReceiver,
} = require('livekit-server-sdk');

const key = 'devkey';
const secret = 'secret';

// Webhooks: verified by the SDK as they come.
const webhooks = new WebhookReceiver(key, secret);
const events = [];
const waiting = [];
const receiver = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    try {
      events.push(await webhooks.receive(Buffer.concat(chunks).toString(), request.headers.authorization));
      response.writeHead(200).end();
    } catch (error) {
      events.push({ event: 'refused', error });
      response.writeHead(400).end();
    }
    for (const check of [...waiting]) check();
  });
});
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));

function event(name, matches = () => true) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name}; got ${events.map((e) => e.event)}`)), 20000);
    const check = () => {
      const found = events.find((e) => e.event === name && matches(e));
      if (found) {
        clearTimeout(timer);
        waiting.splice(waiting.indexOf(check), 1);
        resolve(found);
      }
    };
    waiting.push(check);
    check();
  });
}

const emulator = spawn(java, ['-jar', jar, 'livekit', '--port', '0', '--delays', 'short',
  '--api-key', key, '--api-secret', secret, '--webhook-url', `http://127.0.0.1:${receiver.address().port}/hook`],
{ stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => emulator.kill());
const url = await new Promise((resolve) => createInterface({ input: emulator.stdout }).once('line', resolve));

async function control(method, path, body) {
  const response = await fetch(`${url}/_emulator/${path}`, { method, body: body && JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

// Rooms.
const rooms = new RoomServiceClient(url, key, secret);
const created = await rooms.createRoom({ name: 'node', emptyTimeout: 60, maxParticipants: 5, metadata: 'm' });
assert.match(created.sid, /^RM_/);
assert.equal(created.emptyTimeout, 60);
assert.ok(created.creationTime > 0n);
assert.deepEqual((await rooms.listRooms()).map((room) => room.name), ['node']);
assert.deepEqual(await rooms.listRooms(['none']), []);
assert.equal((await rooms.updateRoomMetadata('node', 'changed')).metadata, 'changed');
assert.equal((await event('room_started')).room.sid, created.sid);

// People.
const token = new AccessToken(key, secret, { identity: 'alice', name: 'Alice', attributes: { lang: 'it' } });
token.addGrant({ roomJoin: true, room: 'node', canPublishSources: [TrackSource.MICROPHONE] });
const alice = await control('POST', 'participants', { token: await token.toJwt() });
const track = await control('POST', `participants/${alice.sid}/tracks`, { source: 'microphone' });
const [listed] = await rooms.listParticipants('node');
assert.equal(listed.name, 'Alice');
assert.equal(listed.attributes.lang, 'it');
assert.equal(listed.tracks[0].source, TrackSource.MICROPHONE);
assert.equal((await rooms.mutePublishedTrack('node', 'alice', track.sid, true)).muted, true);
assert.equal((await rooms.updateParticipant('node', 'alice', { metadata: 'seat 2' })).metadata, 'seat 2');
await rooms.sendData('node', new TextEncoder().encode('hi'), 0, { topic: 'chat' });
assert.equal((await control('GET', `participants/${alice.sid}`)).received[0].topic, 'chat');
await rooms.removeParticipant('node', 'alice');
await assert.rejects(rooms.getParticipant('node', 'alice'), (error) => error.code === 'not_found');
assert.equal((await event('participant_left')).participant.identity, 'alice');

// Recordings.
const egress = new EgressClient(url, key, secret);
const file = new EncodedFileOutput({ filepath: 'node.mp4' });
const started = await egress.startRoomCompositeEgress('node', { file }, { layout: 'grid' });
assert.equal(started.status, EgressStatus.EGRESS_STARTING);
await event('egress_updated', (e) => e.egressInfo.status === EgressStatus.EGRESS_ACTIVE);
assert.equal((await egress.listEgress({ roomName: 'node', active: true })).length, 1);
assert.equal((await egress.stopEgress(started.egressId)).status, EgressStatus.EGRESS_ENDING);
const ended = await event('egress_ended');
assert.equal(ended.egressInfo.status, EgressStatus.EGRESS_COMPLETE);
assert.equal(ended.egressInfo.fileResults[0].filename, 'node.mp4');

// The end.
await rooms.deleteRoom('node');
await event('room_finished');
assert.deepEqual(await rooms.listRooms(), []);
assert.deepEqual(events.filter((e) => e.event === 'refused'), []);
emulator.kill();
receiver.close();
console.log('all well');
