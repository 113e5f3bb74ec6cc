// Package lan contains only tests. They run the programs of the lab, and their
// Python twins, on a LAN of several hosts that they build on one machine. They
// need Linux: each host is a network namespace.
package lan
