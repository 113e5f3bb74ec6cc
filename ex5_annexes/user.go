package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
)

// printUser prints the name of the user (worksheet 5.3.3).
func printUser(goos string, stdout io.Writer) error {
	name, err := userName(goos)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "user name:", name)
	return err
}

// userName does what Python's getpass.getuser does. It returns the first of four
// environment variables that is not empty. If all are empty, it looks up the user
// id of this program in the password database. Windows has no user ids.
func userName(goos string) (string, error) {
	for _, variable := range []string{"LOGNAME", "USER", "LNAME", "USERNAME"} {
		if name := os.Getenv(variable); name != "" {
			return name, nil
		}
	}
	if goos == "windows" {
		return "", errors.New("cannot find the name of the user: the environment variable USERNAME is not set; set it")
	}
	u, err := user.LookupId(strconv.Itoa(os.Getuid())) // pwd.getpwuid(os.getuid())
	if err != nil {
		return "", fmt.Errorf("cannot find the name of the user: the environment variable USER is not set, and the password database does not have it (%w); set USER", err)
	}
	return u.Username, nil
}
