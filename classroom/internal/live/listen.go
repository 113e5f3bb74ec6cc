package live

import (
	"context"
	"net"
	"time"

	"in43.example/pkg/mux"
)

// Listen passes what comes to the two sockets on to m until ctx ends, and closes
// them.
func (m *Model) Listen(ctx context.Context, sensors, drone *net.UDPConn) error {
	socks := mux.New(ctx, RecvSize, sensors, drone)
	defer func() {
		for range socks.C { // until it has closed the sockets
		}
	}()
	ask := time.NewTicker(time.Second)
	defer ask.Stop()
	for {
		select {
		case batch, open := <-socks.C:
			if !open {
				return socks.Err()
			}
			stream := Sensors
			if batch[0].Local == m.ports[Drone].local {
				stream = Drone
			}
			m.Add(stream, batch)
		case <-ask.C:
			if dropped, err := socks.Dropped(); err == nil { // else this system does not say it
				m.SetDropped(Sensors, int64(dropped[0]))
				m.SetDropped(Drone, int64(dropped[1]))
			}
		}
	}
}
