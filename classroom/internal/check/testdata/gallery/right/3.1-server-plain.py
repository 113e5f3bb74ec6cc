# check: 3.1-server
# beyond: no-reuseaddr
# beyond: crash-non-ascii
import socket

adresse = ("127.0.0.1", 55000)

serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
print("binding to " + adresse[0] + ":" + str(adresse[1]), " ...")
serveur.bind(adresse)
serveur.listen(1)

print("Waiting client ...")
client, qui = serveur.accept()
print('Client connected with address:', qui)

octets = client.recv(1024)
print("message du client :", octets.decode("ascii"))
client.send(octets)

client.close()
serveur.close()
