using Fleet.Worker.Containers.Processes;

namespace Fleet.Worker.Tests.Containers.Processes;

public sealed class HostMountsTests
{
    [Fact]
    public void Read_GivesRealMounts_OuterOnesFirst() => Assert.Equal(
        ["/home", "/home/me", "/mnt/a b", "/var/lib/data"],
        HostMounts.Read(
            """
            27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            22 27 0:21 / /proc rw,relatime - proc proc rw
            23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw
            24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw
            25 27 0:7 / /tmp rw,relatime - tmpfs tmpfs rw
            26 27 0:7 / /tmp/inner rw,relatime - ext4 /dev/vdb rw
            42 27 0:8 / /var/lib/data rw,relatime shared:1 - xfs /dev/vdc rw
            43 27 0:9 / /home/me rw,relatime shared:2 master:3 - nfs server:/me rw
            44 27 0:10 / /home rw,relatime - ext4 /dev/vdd rw
            45 27 0:11 / /home rw,relatime - ext4 /dev/vde rw
            46 27 0:12 / /mnt/a\040b rw,relatime - ext4 /dev/vdf rw
            """));

    [Fact]
    public void Read_LeavesOutWhatIsNobodysData() => Assert.Empty(
        HostMounts.Read(
            """
            42 27 254:0 /var/lib/docker /var/lib/docker rw - ext4 /dev/vda rw
            60 42 0:49 / /var/lib/docker/overlay2/x/merged rw shared:3 - overlay overlay rw
            47 27 0:4 net:[4026531833] /run/docker/netns/default rw - nsfs nsfs rw
            48 27 0:5 / /srv/odd,comma rw - ext4 /dev/vda rw
            49 27 0:5 / /srv/colon:x rw - ext4 /dev/vda rw
            50 27 0:5 / /mine/scratch/boxes/x rw - overlay overlay rw
            51 27 0:5 / /debug rw - debugfs debugfs rw
            a line that is none
            """,
            "/mine/scratch"));
}
