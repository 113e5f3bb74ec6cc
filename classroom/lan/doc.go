// Package lan has no code, only tests: the programs of the lab, and their
// Python twins, on a LAN of several hosts that the tests make on one machine.
// They need Linux, whose network namespaces are the hosts.
package lan
