package picture

import (
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"in43.example/classroom/internal/check"
)

// WritePcap writes the packets of reports as a pcapng file, which Wireshark opens. Each
// packet has a comment: the step, the check during which it was sent, and who has sent
// it. Each step is an interface. Reports without a recording are left out.
func WritePcap(w io.Writer, reports []*check.Report) error {
	var file *pcapgo.NgWriter
	for _, r := range reports {
		if r.Recording == nil {
			continue
		}
		step := pcapgo.NgInterface{Name: r.Step, Description: r.Title, LinkType: layers.LinkTypeIPv4, TimestampResolution: 9}
		id := 0
		var err error
		if file == nil {
			file, err = pcapgo.NewNgWriterInterface(w, step, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "classroom check"}})
		} else {
			id, err = file.AddInterface(step)
		}
		if err != nil {
			return err
		}
		for _, p := range r.Recording.Packets {
			info := gopacket.CaptureInfo{Timestamp: r.Recording.Began.Add(p.At), CaptureLength: len(p.Data), Length: len(p.Data), InterfaceIndex: id}
			options := pcapgo.NgPacketOptions{Comments: []string{comment(r.Step, p)}}
			if err := file.WritePacketWithOptions(info, p.Data, options); err != nil {
				return err
			}
		}
	}
	if file == nil {
		return nil
	}
	return file.Flush()
}

// comment says to which check p belongs, and who has sent it.
func comment(step string, p check.Packet) string {
	during, sender := p.Check, "the checker"
	if during == "" {
		during = "after the last check"
	}
	if p.Program {
		sender = "the program"
	}
	return step + ": " + during + "; from " + sender
}
