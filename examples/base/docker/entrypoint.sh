#!/bin/sh
# Run a command as the user whose project is mounted, so that the files it writes belong to that user.
#
# The container starts as root, the only user that can switch to another. The image does not know the number of the
# user who started it: that number is LOCAL_UID, or else that of the owner of the working folder.
set -eu

refuse() {
    printf 'error: %s\n' "$1" >&2
    exit 2
}

check_number() {
    case $2 in
        0) ;;
        '' | 0* | *[!0-9]*) refuse "$1 is '$2', which is not the number of a user or a group" ;;
    esac
}

[ "$#" -gt 0 ] || refuse 'there is no command to run'

# Started as a user other than root (`--user`), or mapped already: there is nothing to change.
[ "$(id -u)" = 0 ] || exec "$@"

user=${LOCAL_UID:-$(stat -c %u .)}
group=${LOCAL_GID:-$(stat -c %g .)}
check_number LOCAL_UID "$user"
check_number LOCAL_GID "$group"

# An engine without root rights shows its user as root inside: what root writes there is that user's own.
[ "$user" != 0 ] || exec "$@"

if getent passwd "$user" >/dev/null; then
    exec gosu "$user:$group" "$@"
fi

# No account can be added to a read-only container. The number alone will do, with a home that can be written to.
if [ ! -w /etc/passwd ]; then
    exec gosu "$user:$group" env HOME=/tmp LOGNAME=caller USER=caller "$@"
fi

getent group "$group" >/dev/null || groupadd --gid "$group" caller
useradd --uid "$user" --gid "$group" --no-log-init --no-create-home --home-dir /home/caller --shell /bin/bash caller
mkdir -p /home/caller
chown "$user:$group" /home/caller
exec gosu "$user:$group" "$@"
