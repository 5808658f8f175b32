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
          terminationMessagePath text w the message is the exit code
          terminationMessagePolicy text w the message is the exit code
          restartPolicy text w a template's retryStrategy says when to try again
          resizePolicy any w resources are not resized
          restartPolicyRules any w a template's retryStrategy says when to try again
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
          secretKeyRef KeySelector -
          fieldRef ObjectFieldSelector -
          resourceFieldRef ResourceFieldSelector -
          fileKeyRef any -
        ObjectFieldSelector
          apiVersion text -
          fieldPath text -
        ResourceFieldSelector
          containerName text -
          divisor quantity -
          resource text -
        EnvFromSource
          prefix text +
          configMapRef OptionalReference +
          secretRef OptionalReference -
        OptionalReference
          name text +
          optional flag +
        ContainerPort
          name text +
          containerPort int +
          protocol text + informational
          hostIP text w ports of a task are not published on the host
          hostPort int w ports of a task are not published on the host
        ResourceRequirements
          requests {quantity} +
          limits {quantity} +
          claims any w Kubernetes' dynamic resource allocation
        SecurityContext
          runAsUser int +
          runAsGroup int + needs a runAsUser
          runAsNonRoot flag w not checked
          privileged flag -
          readOnlyRootFilesystem flag w the container's own layer stays writable
          allowPrivilegeEscalation flag w the worker's container engine decides
          capabilities Capabilities w the worker's container engine decides
          procMount text w the worker's container engine decides
          seLinuxOptions any w the worker's container engine decides
          seccompProfile any w the worker's container engine decides
          appArmorProfile any w the worker's container engine decides
          windowsOptions any w containers are Linux containers
        Capabilities
          add [text] w
          drop [text] w
        PodSecurityContext
          runAsUser int +
          runAsGroup int + needs a runAsUser
          runAsNonRoot flag w not checked
          fsGroup int w volumes keep their owners
          fsGroupChangePolicy text w volumes keep their owners
          supplementalGroups [int] w the image's groups hold
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
          grpc GRPCAction w only exec, httpGet and tcpSocket are probed
          initialDelaySeconds int +
          periodSeconds int +
          timeoutSeconds int +
          successThreshold int +
          failureThreshold int w a daemon that was ready once stays it
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
          port int w
          service text w
        Lifecycle
          postStart any w
          preStop any w
          stopSignal text w
        """;
}
