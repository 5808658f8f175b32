using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Fleet.Coordinator.Api.Http;

/// <summary>
/// Connections that are asked whether their other end is still there while nothing is sent. Streams and transfers may be silent for long; one whose host has gone without a word ends within a minute,
/// instead of never.
/// </summary>
internal static class KeepAlive
{
    private const int IdleSeconds = 30;
    private const int EverySeconds = 10;
    private const int Tries = 3;

    /// <summary>A listening socket; the accepted ones have its settings.</summary>
    public static Socket Listen(EndPoint at)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(at);
        if (socket.ProtocolType != ProtocolType.Tcp)
            return socket;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, EverySeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Tries);
        return socket;
    }
}
