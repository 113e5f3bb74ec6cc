// Package cluster has no code: its tests run the files of this folder.
package cluster
