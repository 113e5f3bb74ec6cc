# check: 2.1.2
# remote_sensors, on a mac: the broadcast address
import asyncio


class Sensors(asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        print(addr[0], data.decode("ascii", "backslashreplace").strip())


async def main():
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Sensors, local_addr=("10.9.255.255", 52001))
    await asyncio.Event().wait()


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("bye")
