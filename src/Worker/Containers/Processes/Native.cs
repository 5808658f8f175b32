using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fleet.Worker.Containers.Processes;

/// <summary>What .NET has no call for.</summary>
internal static partial class Native
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private const int NoEntry = 2; // ENOENT
    private const int NoFolder = 20; // ENOTDIR
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int ModeOffset = 28;
    private const int DeviceOffset = 128;
    private const int TypeMask = 0xF000;

    /// <summary>Sends a signal to a process, or with a negative number to its group. One that is gone is no error.</summary>
    public static void Signal(int processId, int signal) => _ = SysKill(processId, signal);

    /// <summary>What is at a path; a link is not followed.</summary>
    public static FileKind KindOf(string path)
    {
        Span<byte> status = stackalloc byte[256];
        if (SysStatx(CurrentFolder, path, NoFollow, BasicStats, ref MemoryMarshal.GetReference(status)) != 0)
            return Marshal.GetLastPInvokeError() is NoEntry or NoFolder ? FileKind.Missing : FileKind.Unreachable;
        return (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & TypeMask) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            // overlayfs marks what was removed by a character device 0:0.
            0x2000 when BinaryPrimitives.ReadUInt64LittleEndian(status[DeviceOffset..]) == 0 => FileKind.Whiteout,
            _ => FileKind.Other,
        };
    }

    /// <summary>A folder of an upper layer that replaces the one below instead of adding to it.</summary>
    public static bool IsOpaque(string path)
    {
        Span<byte> value = stackalloc byte[8];
        return SysGetXattr(path, "trusted.overlay.opaque", ref MemoryMarshal.GetReference(value), value.Length) > 0 && value[0] is (byte)'y' or (byte)'x';
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SysKill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SysStatx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "lgetxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SysGetXattr(string path, string name, ref byte value, nint size);
}
