using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Turns the engine's messages per layer into one percentage: a layer counts 70 % when it is downloaded and 30 % when it is unpacked.</summary>
internal sealed class PullMeter(string image, Action<PullProgress> report) : IProgress<JSONMessage>
{
    private const double DownloadShare = 0.7;

    private readonly Dictionary<string, double> _layers = [];
    private int _reported = -1;

    /// <summary>The engine's error in the stream; null: none.</summary>
    public string? Error { get; private set; }

    /// <inheritdoc />
    public void Report(JSONMessage value)
    {
        if (value.Error is not null)
            Error = value.Error.Message;
        if (string.IsNullOrEmpty(value.ID) || Share(value) is not { } share)
            return;
        _layers[value.ID] = Math.Max(share, _layers.GetValueOrDefault(value.ID));
        var percent = (int)(100 * _layers.Values.Sum() / _layers.Count);
        if (percent <= _reported)
            return;
        _reported = percent;
        report(new PullProgress(image, percent));
    }

    private static double? Share(JSONMessage message) => message.Status switch
    {
        "Pulling fs layer" or "Waiting" => 0,
        "Downloading" => DownloadShare * Part(message.Progress),
        "Verifying Checksum" or "Download complete" => DownloadShare,
        "Extracting" => DownloadShare + ((1 - DownloadShare) * Part(message.Progress)),
        "Pull complete" or "Already exists" => 1,
        _ => null,
    };

    private static double Part(JSONProgress? progress) => progress is { Current: { } current, Total: > 0 and { } total } ? Math.Min(1, (double)current / total) : 0;
}
