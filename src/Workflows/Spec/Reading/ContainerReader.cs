using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads containers and their mounts.</summary>
internal static class ContainerReader
{
    public static ContainerTemplate Container(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        Image = e.Text("image"u8),
        Command = e.ListOrNull("command"u8, JsonFields.AsText),
        Args = e.ListOrNull("args"u8, JsonFields.AsText),
        Env = e.List("env"u8, Env),
        EnvFrom = e.List("envFrom"u8, EnvFrom),
        WorkingDir = e.NonEmpty("workingDir"u8),
        ImagePullPolicy = e.NonEmpty("imagePullPolicy"u8),
        Ports = e.List("ports"u8, Port),
        Resources = e.Object("resources"u8, Resources),
        VolumeMounts = e.List("volumeMounts"u8, VolumeMount),
        SecurityContext = e.Object("securityContext"u8, SecurityContext),
        ReadinessProbe = e.Object("readinessProbe"u8, Probe),
        LivenessProbe = e.Object("livenessProbe"u8, Probe),
        StartupProbe = e.Object("startupProbe"u8, Probe),
        Stdin = e.Flag("stdin"u8),
        Tty = e.Flag("tty"u8),
        TerminationMessagePath = e.NonEmpty("terminationMessagePath"u8),
        TerminationMessagePolicy = e.NonEmpty("terminationMessagePolicy"u8),
    };

    public static ScriptTemplate Script(JsonElement e) => new(Container(e)) { Source = e.Text("source"u8) };

    public static UserContainer User(JsonElement e) => new(Container(e)) { MirrorVolumeMounts = e.Flag("mirrorVolumeMounts"u8) };

    public static ContainerNode Node(JsonElement e) => new(Container(e)) { Dependencies = e.Texts("dependencies"u8) };

    public static VolumeMount VolumeMount(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        MountPath = e.Text("mountPath"u8),
        SubPath = e.NonEmpty("subPath"u8),
        ReadOnly = e.Flag("readOnly"u8),
    };

    public static ResourceRequirements Resources(JsonElement e) => new() { Requests = e.Map("requests"u8), Limits = e.Map("limits"u8) };

    public static SecurityContext SecurityContext(JsonElement e) => new()
    {
        Json = e.GetRawText(),
        RunAsUser = e.Long("runAsUser"u8),
        RunAsGroup = e.Long("runAsGroup"u8),
        RunAsNonRoot = e.FlagOrNull("runAsNonRoot"u8),
        FsGroup = e.Long("fsGroup"u8),
        SupplementalGroups = e.List("supplementalGroups"u8, group => group.GetInt64()),
        Privileged = e.Flag("privileged"u8),
        ReadOnlyRootFilesystem = e.Flag("readOnlyRootFilesystem"u8),
        AllowPrivilegeEscalation = e.FlagOrNull("allowPrivilegeEscalation"u8) ?? true,
        AddedCapabilities = e.Has("capabilities"u8, out var added) ? added.Texts("add"u8) : [],
        DroppedCapabilities = e.Has("capabilities"u8, out var dropped) ? dropped.Texts("drop"u8) : [],
    };

    private static EnvVar Env(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        Value = e.Text("value"u8),
        ValueFrom = e.Object("valueFrom"u8, v => new EnvVarSource
        {
            ConfigMapKeyRef = v.Object("configMapKeyRef"u8, ValueReader.Key),
            SecretKeyRef = v.Object("secretKeyRef"u8, ValueReader.Key),
            FieldPath = v.Has("fieldRef"u8, out var field) ? field.Text("fieldPath"u8) : null,
            ResourceFieldRef = v.Raw("resourceFieldRef"u8),
        }),
    };

    private static EnvFromSource EnvFrom(JsonElement e)
    {
        var config = e.Has("configMapRef"u8, out var c);
        var secret = e.Has("secretRef"u8, out var s);
        return new EnvFromSource
        {
            Prefix = e.Text("prefix"u8),
            ConfigMap = config ? c.Text("name"u8) : null,
            Secret = secret ? s.Text("name"u8) : null,
            Optional = (config && c.Flag("optional"u8)) || (secret && s.Flag("optional"u8)),
        };
    }

    private static ContainerPort Port(JsonElement e) => new()
    {
        Name = e.NonEmpty("name"u8),
        Number = e.Int("containerPort"u8) ?? 0,
        HostPort = e.Int("hostPort"u8),
        Protocol = e.NonEmpty("protocol"u8) ?? "TCP",
    };

    private static Probe Probe(JsonElement e)
    {
        var tcp = e.Has("tcpSocket"u8, out var socket);
        return new Probe
        {
            ExecCommand = e.Has("exec"u8, out var exec) ? exec.Texts("command"u8) : null,
            HttpGet = e.Object("httpGet"u8, v => new HttpGetAction
            {
                Path = v.Text("path"u8),
                Port = v.Text("port"u8),
                Host = v.NonEmpty("host"u8),
                Scheme = v.NonEmpty("scheme"u8) ?? "HTTP",
                Headers = v.List("httpHeaders"u8, h => new NameValue(h.Text("name"u8), h.Text("value"u8))),
            }),
            TcpPort = tcp ? socket.Text("port"u8) : e.Has("grpc"u8, out var grpc) ? grpc.Text("port"u8) : null,
            TcpHost = tcp ? socket.NonEmpty("host"u8) : null,
            InitialDelaySeconds = e.Int("initialDelaySeconds"u8) ?? 0,
            PeriodSeconds = e.Int("periodSeconds"u8) ?? 10,
            TimeoutSeconds = e.Int("timeoutSeconds"u8) ?? 1,
            SuccessThreshold = e.Int("successThreshold"u8) ?? 1,
            FailureThreshold = e.Int("failureThreshold"u8) ?? 3,
        };
    }
}
