using System.Diagnostics;
using Fleet.Chaos.Tests.Doubling;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in a Fleet process before its own code (<c>DOTNET_STARTUP_HOOKS</c>, which asks for exactly this name without a namespace), and changes how its host sends: the product has no switch for that.
/// </summary>
#pragma warning disable CA1050 // .NET looks for it without a namespace
internal static class StartupHook
#pragma warning restore CA1050
{
    public static void Initialize() => DiagnosticListener.AllListeners.Subscribe(new Listener());

    private sealed class Listener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host }) host.ConfigureServices((_, services) => DoubledSends.AddTo(services));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
