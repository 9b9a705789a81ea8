"""Uses the emulator as LiveKit's own SDK for Python uses a server: with protocol buffers.

python sdk-check.py JAVA EMULATOR-JAR
"""
import asyncio
import json
import subprocess
import sys

import aiohttp
from aiohttp import web
from livekit import api

KEY, SECRET = "devkey", "secret"


class Webhooks:
    """A receiver that verifies webhooks with the SDK as they come."""

    def __init__(self):
        self.receiver = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET))
        self.events = []
        self.arrived = asyncio.Condition()

    async def receive(self, request):
        event = self.receiver.receive(await request.text(), request.headers["Authorization"])
        async with self.arrived:
            self.events.append(event)
            self.arrived.notify_all()
        return web.Response()

    async def event(self, name, matches=lambda event: True):
        def found():
            return next((e for e in self.events if e.event == name and matches(e)), None)

        async with self.arrived:
            try:
                await asyncio.wait_for(self.arrived.wait_for(lambda: found() is not None), 20)
            except asyncio.TimeoutError:
                raise AssertionError(f"no {name}; got {[e.event for e in self.events]}") from None
            return found()


async def check(url, webhooks, http):
    async def control(method, path, body=None):
        async with http.request(method, f"{url}/_emulator/{path}", json=body) as response:
            text = await response.text()
            assert response.status == 200, text
            return json.loads(text)

    async with api.LiveKitAPI(url, KEY, SECRET) as livekit:
        # Rooms.
        created = await livekit.room.create_room(
            api.CreateRoomRequest(name="python", empty_timeout=60, max_participants=5, metadata="m")
        )
        assert created.sid.startswith("RM_") and created.empty_timeout == 60 and created.creation_time > 0
        listed = await livekit.room.list_rooms(api.ListRoomsRequest())
        assert [room.name for room in listed.rooms] == ["python"]
        changed = await livekit.room.update_room_metadata(
            api.UpdateRoomMetadataRequest(room="python", metadata="changed")
        )
        assert changed.metadata == "changed"
        assert (await webhooks.event("room_started")).room.sid == created.sid

        # Participants.
        token = (
            api.AccessToken(KEY, SECRET)
            .with_identity("alice")
            .with_name("Alice")
            .with_grants(api.VideoGrants(room_join=True, room="python"))
            .to_jwt()
        )
        alice = await control("POST", "participants", {"token": token})
        track = await control("POST", f"participants/{alice['sid']}/tracks", {"source": "microphone"})
        participants = await livekit.room.list_participants(api.ListParticipantsRequest(room="python"))
        assert participants.participants[0].name == "Alice"
        assert participants.participants[0].tracks[0].source == api.TrackSource.MICROPHONE
        muted = await livekit.room.mute_published_track(
            api.MuteRoomTrackRequest(room="python", identity="alice", track_sid=track["sid"], muted=True)
        )
        assert muted.track.muted
        await livekit.room.send_data(api.SendDataRequest(room="python", data=b"\x00\xff", topic="chat"))
        received = (await control("GET", f"participants/{alice['sid']}"))["received"][0]
        assert received["topic"] == "chat" and received["data"] == "AP8="
        identity = api.RoomParticipantIdentity(room="python", identity="alice")
        await livekit.room.remove_participant(identity)
        try:
            await livekit.room.get_participant(identity)
            raise AssertionError("alice is still there")
        except api.TwirpError as error:
            assert error.code == "not_found" and error.status == 404, error
        assert (await webhooks.event("participant_left")).participant.identity == "alice"

        # Recordings, by the old call and by the new one.
        file = api.EncodedFileOutput(filepath="python.mp4")
        started = await livekit.egress.start_room_composite_egress(
            api.RoomCompositeEgressRequest(room_name="python", layout="grid", file_outputs=[file])
        )
        assert started.status == api.EgressStatus.EGRESS_STARTING and started.room_composite.layout == "grid"
        await webhooks.event(
            "egress_updated", lambda e: e.egress_info.status == api.EgressStatus.EGRESS_ACTIVE
        )
        active = await livekit.egress.list_egress(api.ListEgressRequest(room_name="python", active=True))
        assert [item.egress_id for item in active.items] == [started.egress_id]
        stopped = await livekit.egress.stop_egress(api.StopEgressRequest(egress_id=started.egress_id))
        assert stopped.status == api.EgressStatus.EGRESS_ENDING
        ended = await webhooks.event("egress_ended")
        assert ended.egress_info.file_results[0].filename == "python.mp4"
        unified = await livekit.egress.start_egress(
            api.StartEgressRequest(
                room_name="python",
                template=api.TemplateSource(layout="speaker"),
                outputs=[api.Output(file=api.FileOutput(filepath="unified.mp4"))],
            )
        )
        assert unified.file_results[0].filename == "unified.mp4"

        # What needs Redis on a server.
        ingress = await livekit.ingress.create_ingress(
            api.CreateIngressRequest(
                input_type=api.IngressInput.RTMP_INPUT, room_name="python", participant_identity="encoder"
            )
        )
        assert ingress.url == "rtmp://127.0.0.1:1935/live" and ingress.stream_key
        trunk = await livekit.sip.create_sip_inbound_trunk(
            api.CreateSIPInboundTrunkRequest(trunk=api.SIPInboundTrunkInfo(name="office", numbers=["+15550100"]))
        )
        trunks = await livekit.sip.list_sip_inbound_trunk(api.ListSIPInboundTrunkRequest())
        assert [item.sip_trunk_id for item in trunks.items] == [trunk.sip_trunk_id]
        dispatch = await livekit.agent_dispatch.create_dispatch(
            api.CreateAgentDispatchRequest(room="python", agent_name="agent", metadata="m")
        )
        assert dispatch.id in [d.id for d in await livekit.agent_dispatch.list_dispatch("python")]

        # The end.
        await livekit.room.delete_room(api.DeleteRoomRequest(room="python"))
        await webhooks.event("room_finished")
        assert not (await livekit.room.list_rooms(api.ListRoomsRequest())).rooms


async def main(java, jar):
    webhooks = Webhooks()
    app = web.Application()
    app.router.add_post("/hook", webhooks.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    options = {
        "--port": "0",
        "--delays": "short",
        "--api-key": KEY,
        "--api-secret": SECRET,
        "--webhook-url": f"http://127.0.0.1:{port}/hook",
        "--ingress-rtmp-url": "rtmp://127.0.0.1:1935/live",
    }
    arguments = [word for option in options.items() for word in option]
    emulator = subprocess.Popen([java, "-jar", jar, "livekit", *arguments], stdout=subprocess.PIPE, text=True)
    try:
        url = emulator.stdout.readline().strip()
        async with aiohttp.ClientSession() as http:
            await check(url, webhooks, http)
    finally:
        emulator.terminate()
        await runner.cleanup()
    print("all well")


asyncio.run(main(*sys.argv[1:]))
