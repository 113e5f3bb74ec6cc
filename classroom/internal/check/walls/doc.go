// Package walls tests what keeps a program that is checked away from the checker
// and from the machine. It has tests only.
package walls
