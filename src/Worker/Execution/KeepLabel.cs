using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>A pod's <see cref="PodKeeping"/> in the label of its containers: whoever settles it knows what stays, whether it has the order or not.</summary>
internal static class KeepLabel
{
    /// <summary>The label's value.</summary>
    public static string Of(PodKeeping keeping) => $"{keeping.Group}/{Text(keeping.SucceededSeconds)}/{Text(keeping.FailedSeconds)}";

    /// <summary>What a container's labels say; null: nothing stays.</summary>
    public static PodKeeping? Read(IReadOnlyDictionary<string, string> labels) => labels.GetValueOrDefault(ContainerLabels.Keep)?.Split('/') is [var group, var succeeded, var failed]
        ? new PodKeeping { Group = group, SucceededSeconds = Number(succeeded), FailedSeconds = Number(failed) }
        : null;

    private static string Text(int? seconds) => seconds?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
