# Run in new namespaces as their root: makes a root folder of its own out of the folders before "--", which can only
# be read, with an empty work folder /tmp in memory, and becomes the command after "--" there. Nothing else of the
# system is in it: no home folders, no /proc, no sockets.
#
# $1 size of the work folder in bytes
set -eu
work_bytes=$1
shift
# A mount point that every system has and that holds none of the folders.
new=/sys

show() {
    if [ -L "$1" ]; then
        ln -s "$(readlink "$1")" "$new$1"
    elif [ -d "$1" ]; then
        mkdir -p "$new$1"
        mount --rbind "$1" "$new$1"
        # What is mounted below comes along, and stays writable unless told otherwise.
        while read -r _ _ _ _ point _; do
            case $point in
                "$new$1" | "$new$1"/*) mount -o remount,bind,ro,nosuid,nodev "$(printf '%b' "$point")" ;;
            esac
        done < /proc/self/mountinfo
    fi
}

# Should memory run out all the same, the kernel takes these processes first.
echo 1000 > /proc/self/oom_score_adj
# A namespace within would bring rights back: to mount, and so to fill memory.
echo 0 > /proc/sys/user/max_user_namespaces

mount -t tmpfs -o mode=755,size=4m sandbox "$new"
mkdir "$new/tmp" "$new/dev" "$new/proc" "$new/outside" "$new/etc"
mount -t tmpfs -o "mode=1777,size=$work_bytes,nr_inodes=4096,nosuid,nodev" sandbox "$new/tmp"
while [ "$1" != -- ]; do
    show "$1"
    shift
done
shift
for name in null zero random urandom; do
    : > "$new/dev/$name"
    mount --bind "/dev/$name" "$new/dev/$name"
done
if [ -f /etc/ld.so.cache ]; then
    cp /etc/ld.so.cache "$new/etc"
fi
# umount looks mounts up there, until it takes it away itself.
mount --rbind /proc "$new/proc"
mount -o remount,bind,ro,nosuid,nodev "$new"
cd "$new"
pivot_root . outside
umount -l /outside /proc
cd /tmp
exec "$@"
