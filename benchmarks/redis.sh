#!/usr/bin/env bash
# Measures redis-benchmark -t rpush,lpop against three servers of FTQueue and against Redis, in turn, and prints a table.
#   benchmarks/redis.sh [ROUNDS]     how often each is measured (3); the table has the median and the extremes
# Needs redis-server and redis-benchmark (Debian: redis-server redis-tools). Everything runs on loopback, on ports that
# were free, and is stopped at the end, however that comes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-3}
requests=${REQUESTS:-200000}
connections=50
[[ $rounds =~ ^[1-9][0-9]?$ ]] || { echo "redis.sh: how many rounds? 1 to 99, not '$rounds'" >&2; exit 2; }
for tool in redis-server redis-cli redis-benchmark; do
    command -v "$tool" >/dev/null || { echo "redis.sh: $tool is missing: apt-get install redis-server redis-tools" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
    local port
    for ((port = 30000 + $$ % 10000 + $1 * 7; ; port++)); do
        # Nobody takes TCP connections there, and nobody has the port for UDP.
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null &&
            ! grep -qi ":$(printf %04X "$port") " /proc/net/udp /proc/net/tcp; then
            echo "$port"
            return
        fi
    done
}

await() {
    local what=$1
    shift
    for ((i = 0; i < 300; i++)); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.2
    done
    echo "redis.sh: $what is not there after a minute:" >&2
    tail -n 20 "$work"/*.log >&2
    exit 1
}

redis_port=$(free_port 1)
gateway_port=$(free_port 2)
client_group=224.0.0.1:$(free_port 3)
member_group=239.255.80.96:$(free_port 4)

./ftqueue --version >"$work/version"
redis-server --port "$redis_port" --bind 127.0.0.1 --save "" --appendonly no >"$work/redis.log" 2>&1 &
pids+=($!)
start_server() {
    ./ftqueue server --port "$(free_port "$1")" --group "$client_group" --member-group "$member_group" "${@:2}" \
        >"$work/server$1.log" 2>&1 &
    pids+=($!)
}
start_server 5 --resp "$gateway_port"
start_server 6
start_server 7
await "Redis" redis-cli -p "$redis_port" ping
await "the gateway" redis-cli -p "$gateway_port" ping
await "a configuration of three servers" grep -q "with 3 members" "$work/server5.log"

# One measurement: adds a line "SUBJECT PIPELINED COMMAND REQUESTS_PER_SECOND P50_MILLIS" each.
measure() {
    local subject=$1 port=$2 pipelined=$3 count=$4
    redis-benchmark -p "$port" -t rpush,lpop -c "$connections" -P "$pipelined" -n "$count" --csv |
        tr -d '"' | awk -F, -v s="$subject" -v p="$pipelined" '$1 == "RPUSH" || $1 == "LPOP" { print s, p, $1, $2, $5 }'
}

for pipelined in 1 16; do
    # Young processes run what is not compiled yet.
    measure warm "$gateway_port" "$pipelined" "$requests" >/dev/null
    measure warm "$redis_port" "$pipelined" "$requests" >/dev/null
    for ((round = 1; round <= rounds; round++)); do
        measure FTQueue "$gateway_port" "$pipelined" $((requests * (pipelined == 1 ? 1 : 4))) >>"$work/results"
        measure Redis "$redis_port" "$pipelined" $((requests * (pipelined == 1 ? 1 : 4))) >>"$work/results"
    done
done

echo "$(nproc) processors ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)), load $(cut -d' ' -f1-3 /proc/loadavg)," \
    "commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown), $(redis-server --version | cut -d' ' -f1-3)"
echo "$connections connections, 3-byte values, $rounds rounds in turn; median (lowest to highest) of requests/s; median p50"
echo
echo "| | -P | FTQueue, 3 servers | p50 | Redis | p50 | FTQueue / Redis |"
echo "|---|---|---|---|---|---|---|"
for command in RPUSH LPOP; do
    for pipelined in 1 16; do
        for subject in FTQueue Redis; do
            grep "^$subject $pipelined $command " "$work/results" | sort -n -k4 | awk -v n="$rounds" '
                { rate[NR] = $4; wait[NR] = $5 }
                END { m = int((n + 1) / 2); printf "%d %d %d %s\n", rate[m], rate[1], rate[n], wait[m] }' >"$work/$subject"
        done
        read -r ours our_low our_high our_p50 <"$work/FTQueue"
        read -r theirs their_low their_high their_p50 <"$work/Redis"
        awk -v c="$command" -v p="$pipelined" -v o="$ours" -v ol="$our_low" -v oh="$our_high" -v op="$our_p50" \
            -v t="$theirs" -v tl="$their_low" -v th="$their_high" -v tp="$their_p50" 'BEGIN {
                printf "| %s | %d | %d (%d to %d) | %.2f ms | %d (%d to %d) | %.2f ms | %d %% |\n",
                    c, p, o, ol, oh, op, t, tl, th, tp, 100 * o / t }'
    done
done
