// check: 4

package main

import (
	"fmt"
	"net/http"
	"net/http/httputil"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		head, _ := httputil.DumpRequest(r, false)
		fmt.Println(string(head))
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>")
	})
	fmt.Println(http.ListenAndServe("127.0.0.1:55000", nil))
}
