// Package whole tests the command class on whole classes: with programs that attack the
// others, and killed at random moments. It has tests only. They run the command as an
// ordinary user of the machine, who is not there in labtest's namespace.
package whole
