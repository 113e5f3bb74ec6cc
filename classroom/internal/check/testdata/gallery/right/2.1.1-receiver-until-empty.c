// check: 2.1.1-receiver
// beyond: crashed
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void) {
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(50005), .sin_addr.s_addr = inet_addr("127.0.0.1")};
    if (bind(sock, (struct sockaddr *)&local, sizeof local) < 0) {
        perror("bind");
        return 1;
    }
    char data[1025];
    ssize_t n;
    while ((n = recvfrom(sock, data, 1024, 0, NULL, NULL)) > 0) { // an empty message ends the loop
        data[n] = '\0';
        printf("received message: %s\n", data);
    }
    return 0;
}
