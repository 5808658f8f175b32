using System.Buffers.Binary;

namespace Fleet.Worker.Containers.Docker;

/// <summary>
/// A program that waits for ever, for the container that keeps a pod's network: an ELF file of one loop around one system call, so that no image has to be pulled for it. As process 1 it
/// ignores every signal that it does not handle; it is killed with its container.
/// </summary>
internal static class PauseProgram
{
    private const ulong Base = 0x400000;
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;

    // start: mov eax, 34 (pause); syscall; jmp start
    private static readonly byte[] Amd64 = [0xB8, 0x22, 0x00, 0x00, 0x00, 0x0F, 0x05, 0xEB, 0xF7];

    // start: mov x0..x4, #0; mov x8, #73 (ppoll); svc #0; b start
    private static readonly byte[] Arm64 =
    [
        0x00, 0x00, 0x80, 0xD2, 0x01, 0x00, 0x80, 0xD2, 0x02, 0x00, 0x80, 0xD2, 0x03, 0x00, 0x80, 0xD2, 0x04, 0x00, 0x80, 0xD2,
        0x28, 0x09, 0x80, 0xD2, 0x01, 0x00, 0x00, 0xD4, 0xF9, 0xFF, 0xFF, 0x17,
    ];

    /// <summary>The file for an architecture as engines name it; null: there is none.</summary>
    public static byte[]? For(string architecture) => architecture switch
    {
        "x86_64" or "amd64" => Elf(0x3E, Amd64),
        "aarch64" or "arm64" => Elf(0xB7, Arm64),
        _ => null,
    };

    private static byte[] Elf(ushort machine, byte[] code)
    {
        var size = HeaderSize + SegmentSize + code.Length;
        var file = new byte[size];
        byte[] identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]; // 64 bits, little-endian, version 1
        identity.CopyTo(file, 0);
        Write16(file, 16, 2); // executable
        Write16(file, 18, machine);
        Write32(file, 20, 1);
        Write64(file, 24, Base + HeaderSize + SegmentSize); // entry
        Write64(file, 32, HeaderSize); // segments begin here
        Write16(file, 52, HeaderSize);
        Write16(file, 54, SegmentSize);
        Write16(file, 56, 1); // segments
        Write32(file, HeaderSize, 1); // to be loaded
        Write32(file, HeaderSize + 4, 5); // readable, executable
        Write64(file, HeaderSize + 16, Base);
        Write64(file, HeaderSize + 24, Base);
        Write64(file, HeaderSize + 32, (ulong)size);
        Write64(file, HeaderSize + 40, (ulong)size);
        Write64(file, HeaderSize + 48, 0x10000); // aligned for pages of 64 KiB too
        code.CopyTo(file, HeaderSize + SegmentSize);
        return file;
    }

    private static void Write16(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Write32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static void Write64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
