#!/bin/sh
# Runs a command beside a Slurm of one node on this machine, and ends that Slurm
# after it:
#
#	classroom/cluster/one-machine.sh sbatch --wait --array=1-3 classroom/cluster/class.sbatch handed-in.zip
#
# It needs the package slurm-wlm of Debian or Ubuntu, and listens on 127.0.0.1 only.
# Each job gets a processor. All files of Slurm are in a temporary folder.
set -eu
PATH=$PATH:/usr/sbin:/sbin
for program in munged slurmctld slurmd; do
	command -v "$program" >/dev/null || { echo "one-machine.sh: $program is missing: sudo apt install slurm-wlm" >&2; exit 2; }
done
dir=$(mktemp -d)
chmod 755 "$dir"
user=$(id -un) cpus=$(getconf _NPROCESSORS_ONLN) port=${SLURM_PORT:-16817}
mkdir -m 755 "$dir/munge" "$dir/state" "$dir/spool"
pids=
end() {
	# the last one first
	for pid in $pids; do kill "$pid" 2>/dev/null && wait "$pid" || true; done
	rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

(umask 077 && head -c 128 /dev/urandom >"$dir/munge/key")
munged --foreground --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" \
	--log-file="$dir/munge/log" --seed-file="$dir/munge/seed" >"$dir/munge/out" 2>&1 &
pids="$!"
cat >"$dir/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
NodeName=localhost NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$dir/slurm.conf"
while ! [ -S "$dir/munge/socket" ]; do
	kill -0 $pids 2>/dev/null || { cat "$dir/munge/out" >&2; exit 1; }
	sleep 0.1
done
slurmctld -D -f "$SLURM_CONF" >"$dir/slurmctld.log" 2>&1 &
pids="$! $pids"
slurmd -D -N localhost -f "$SLURM_CONF" >"$dir/slurmd.log" 2>&1 &
pids="$! $pids"
tries=150
until sinfo --noheader --format=%T 2>/dev/null | grep -q idle; do
	tries=$((tries - 1))
	for pid in $pids; do
		kill -0 "$pid" 2>/dev/null || tries=0
	done
	[ "$tries" -gt 0 ] || { echo 'one-machine.sh: Slurm does not start:' >&2; tail -n 20 "$dir"/*.log >&2; exit 1; }
	sleep 0.2
done
"$@" & # a shell that waits for it can be ended
pids="$! $pids" status=0
wait "$!" || status=$?
exit "$status"
