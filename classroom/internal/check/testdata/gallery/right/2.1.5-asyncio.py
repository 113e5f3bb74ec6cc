# check: 2.1.5
import asyncio
import struct


class Sensors(asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        print("sensors:", data.decode("ascii", errors="replace").rstrip())


class Drone(asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        if len(data) < 40:
            print("drone: short frame")
            return
        date, *rest = struct.unpack("<diiiiffff", data[:40])
        print("drone:", date, *(round(x, 2) for x in rest))


async def main():
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Sensors, local_addr=("10.9.255.255", 52001))
    await loop.create_datagram_endpoint(Drone, local_addr=("10.9.255.255", 52002))
    while True:
        await asyncio.sleep(3600)


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("stopped")
