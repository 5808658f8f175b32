namespace Fleet.Workflows.Spec.Fields;

/// <summary>Rows of the field table: containers (Kubernetes' Container and what belongs to it).</summary>
internal static class ContainerFields
{
    public const string Table = """
        Container
          name text + a template's own container is always named main
          image text +
          command [text] +
          args [text] +
          env [EnvVar] +
          envFrom [EnvFromSource] +
          workingDir text +
          imagePullPolicy text +
          ports [ContainerPort] + informational, as in Kubernetes; nothing is published on the host
          resources ResourceRequirements +
          volumeMounts [VolumeMount] +
          volumeDevices any w block devices of Kubernetes volumes
          securityContext SecurityContext +
          readinessProbe Probe + when a daemon is ready; nothing waits for other containers to be
          livenessProbe Probe w Kubernetes restarts containers by it; a template's retryStrategy says when to try again
          startupProbe Probe w Kubernetes restarts containers by it; a template's retryStrategy says when to try again
          lifecycle Lifecycle w Kubernetes' own; see hooks
          stdin flag w nobody can attach to a container: its standard input is empty
          stdinOnce flag w nobody can attach to a container: its standard input is empty
          tty flag +
          terminationMessagePath text + not below /dev, of which nothing is left at the end: Kubernetes' default /dev/termination-log is not read
          terminationMessagePolicy text +
          restartPolicy text w a template's retryStrategy says when to try again
          resizePolicy any w resources are not resized
          restartPolicyRules any w a template's retryStrategy says when to try again
        PodSpecPatch
          containers [Container] + by name: main, members of a set, sidecars; another name is one more sidecar
          initContainers [Container] + by name
          volumes [Volume] + by name
          hostAliases [HostAlias] + by ip
          securityContext PodSecurityContext +
          nodeSelector {text} +
          activeDeadlineSeconds int +
          terminationGracePeriodSeconds int +
          affinity any w places pods on Kubernetes nodes; nodeSelector chooses workers
          automountServiceAccountToken flag w Docker hosts have no service accounts
          dnsConfig PodDNSConfig + onto the workflow's
          dnsPolicy text w the worker's container engine resolves names
          enableServiceLinks flag w there are no Kubernetes services
          ephemeralContainers any w Kubernetes' own
          hostIPC flag w containers share nothing with the host
          hostNetwork flag + as the workflow's
          hostPID flag w containers share nothing with the host
          hostUsers flag w the worker's container engine decides
          hostname text w containers have the engine's names
          imagePullSecrets [LocalObjectReference] + by name
          nodeName text w nodeSelector chooses workers
          os any w containers are Linux containers
          overhead any w Kubernetes' own
          preemptionPolicy text w priority orders workflows
          priority int32 w priority orders workflows
          priorityClassName text w priority orders workflows
          readinessGates any w Kubernetes' own
          resourceClaims any w Kubernetes' dynamic resource allocation
          resources ResourceRequirements w podResources of the template is it
          restartPolicy text w a template's retryStrategy says when to try again
          runtimeClassName text w the worker's container engine decides
          schedulerName text w Fleet's dispatcher assigns tasks
          schedulingGates any w Kubernetes' own
          serviceAccount text w Docker hosts have no service accounts
          serviceAccountName text w Docker hosts have no service accounts
          setHostnameAsFQDN flag w containers have the engine's names
          shareProcessNamespace flag w each container has its own processes
          subdomain text w containers have the engine's names
          tolerations any w Kubernetes nodes have taints; workers have none
          topologySpreadConstraints any w Kubernetes' own
        ScriptTemplate : Container
          source text +
        UserContainer : Container
          mirrorVolumeMounts flag +
        ContainerNode : Container
          dependencies [text] +
        EnvVar
          name text +
          value text +
          valueFrom EnvVarSource +
        EnvVarSource
          configMapKeyRef KeySelector +
          secretKeyRef KeySelector +
          fieldRef ObjectFieldSelector + metadata.name, metadata.namespace, metadata.uid, metadata.labels['KEY'], metadata.annotations['KEY'], Argo's own labels and annotations among them, spec.serviceAccountName, and spec.nodeName, the name of the worker's host; another one is warned of, and an error when it runs
          resourceFieldRef ResourceFieldSelector + where the container sets them
          fileKeyRef any x a file of a volume is read when a pod starts, which only Kubernetes does; let the command read it
        ObjectFieldSelector
          apiVersion text w
          fieldPath text +
        ResourceFieldSelector
          containerName text + any of the pod; without it the own one
          divisor quantity +
          resource text +
        EnvFromSource
          prefix text +
          configMapRef OptionalReference +
          secretRef OptionalReference +
        OptionalReference
          name text +
          optional flag +
        ContainerPort
          name text +
          containerPort int32 +
          protocol text + informational
          hostIP text w ports of a task are not published on the host
          hostPort int32 w ports of a task are not published on the host
        ResourceRequirements
          requests {quantity} + cpu and memory; others are warned of
          limits {quantity} + cpu and memory; others are warned of
          claims any w Kubernetes' dynamic resource allocation
        SecurityContext
          runAsUser int +
          runAsGroup int + needs a runAsUser
          runAsNonRoot flag +
          privileged flag + needs the operator's leave (--allow-privileged); not for local processes
          readOnlyRootFilesystem flag + not for local processes
          allowPrivilegeEscalation flag + not for local processes
          capabilities Capabilities + those that an engine does not give by default need the operator's leave (--allow-privileged); not for local processes
          procMount text w the worker's container engine decides
          seLinuxOptions any w the worker's container engine decides
          seccompProfile any w the worker's container engine decides
          appArmorProfile any w the worker's container engine decides
          windowsOptions any w containers are Linux containers
        Capabilities
          add [text] +
          drop [text] +
        PodSecurityContext
          runAsUser int +
          runAsGroup int + needs a runAsUser
          runAsNonRoot flag +
          fsGroup int + a group of the containers' processes, and that of the files of configMap, secret, downwardAPI and projected volumes, who may read them; emptyDir is open to all, claims keep their owners; not for local processes
          fsGroupChangePolicy text w volumes keep their owners
          supplementalGroups [int] + not for local processes
          supplementalGroupsPolicy text w the image's groups hold
          sysctls any w the worker's container engine decides
          seLinuxOptions any w the worker's container engine decides
          seLinuxChangePolicy text w the worker's container engine decides
          seccompProfile any w the worker's container engine decides
          appArmorProfile any w the worker's container engine decides
          windowsOptions any w containers are Linux containers
        Probe
          exec ExecAction +
          httpGet HTTPGetAction +
          tcpSocket TCPSocketAction +
          grpc GRPCAction + by a connection to its port
          initialDelaySeconds int32 +
          periodSeconds int32 +
          timeoutSeconds int32 +
          successThreshold int32 +
          failureThreshold int32 w a daemon that was ready once stays it
          terminationGracePeriodSeconds int w Kubernetes' own
        ExecAction
          command [text] +
        HTTPGetAction
          path text +
          port intOrText +
          host text +
          scheme text +
          httpHeaders [HTTPArtifactHeader] +
        TCPSocketAction
          port intOrText +
          host text +
        GRPCAction
          port int32 +
          service text w no health service is asked
        Lifecycle
          postStart any w
          preStop any w
          stopSignal text w
        """;
}
