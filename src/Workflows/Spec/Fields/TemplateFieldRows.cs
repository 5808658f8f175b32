namespace Fleet.Workflows.Spec.Fields;

/// <summary>Rows of the field table: templates, steps, tasks and parameters.</summary>
internal static class TemplateFieldRows
{
    public const string Table = """
        Template
          name text +
          inputs Inputs +
          outputs Outputs +
          container Container +
          script ScriptTemplate +
          steps [[WorkflowStep]] +
          dag DAGTemplate +
          suspend SuspendTemplate +
          containerSet ContainerSetTemplate +
          resource ResourceTemplate + kind Workflow; other kinds need Kubernetes: a warning, and an Error when run
          http HTTP + a worker makes the call; no container
          data Data + a worker lists the keys; no container
          plugin any x executor plugins run in an agent pod, which there is none of
          retryStrategy RetryStrategy +
          timeout text +
          pendingTimeout text + until the container runs
          activeDeadlineSeconds intOrText +
          nodeSelector {text} +
          parallelism int +
          failFast flag +
          annotations {text} + workflows.argoproj.io/display-name names the nodes; the others are kept
          metadata Metadata + on the containers
          daemon flag + what starts after it in the template around it runs on the daemon's host
          sidecars [UserContainer] + stopped when main has ended
          initContainers [UserContainer] + one by one before main
          volumes [Volume] + each kind says its class
          memoize Memoize +
          synchronization Synchronization +
          archiveLocation ArtifactLocation + for outputs without a place; its key is a folder, also where there is nothing but a key
          podSpecPatch text + after the workflow's; what means nothing here is warned of
          podResources ResourceRequirements + counts for the task; the limits are those of a container without its own
          hostAliases [HostAlias] + an ip that is none is warned of, and an error of the node
          securityContext PodSecurityContext +
          metrics Metrics + told by /metrics of the coordinator
          affinity any w places pods on Kubernetes nodes; nodeSelector chooses workers
          automountServiceAccountToken flag w Docker hosts have no service accounts
          executor ExecutorConfig w there is no executor beside the container
          priorityClassName text w priority orders workflows
          resourceClaims any w Kubernetes' dynamic resource allocation
          schedulerName text w Fleet's dispatcher assigns tasks
          serviceAccountName text w Docker hosts have no service accounts
          tolerations any w Kubernetes nodes have taints; workers have none
        DAGTemplate
          tasks [DAGTask] +
          target text +
          failFast flag +
        WorkflowStep
          name text +
          template text +
          templateRef TemplateRef +
          inline Template +
          arguments Arguments +
          when text +
          withItems [any] +
          withParam text +
          withSequence Sequence +
          continueOn ContinueOn +
          hooks {LifecycleHook} +
          onExit text +
        DAGTask : WorkflowStep
          depends text +
          dependencies [text] +
        TemplateRef
          name text +
          template text +
          clusterScope flag +
        ContinueOn
          error flag +
          failed flag +
        Sequence
          count intOrText +
          start intOrText +
          end intOrText +
          format text +
        LifecycleHook
          template text +
          templateRef TemplateRef +
          arguments Arguments +
          expression text + every hook but exit needs one
        Arguments
          parameters [Parameter] +
          artifacts [Artifact] +
        Inputs
          parameters [Parameter] +
          artifacts [Artifact] +
        Outputs
          parameters [Parameter] +
          artifacts [Artifact] +
          result text + written by Fleet
          exitCode text + written by Fleet
        Parameter
          name text +
          value scalar +
          default scalar +
          enum [scalar] +
          description scalar +
          globalName text +
          valueFrom ValueFrom +
        ValueFrom
          path text +
          default scalar +
          parameter text +
          expression text +
          jsonPath text + of resource templates
          jqFilter text + of resource templates
          configMapKeyRef KeySelector +
          supplied Empty +
          event text -
        Empty
        KeySelector
          name text +
          key text +
          optional flag +
        RetryStrategy
          limit intOrText +
          retryPolicy text +
          expression text +
          backoff Backoff +
          affinity RetryAffinity +
        Backoff
          duration text +
          factor intOrText +
          cap text +
          maxDuration text +
        RetryAffinity
          nodeAntiAffinity Empty + on another host than the attempt before, where there is one
        SuspendTemplate
          duration text +
        ContainerSetTemplate
          containers [ContainerNode] +
          volumeMounts [VolumeMount] +
          retryStrategy ContainerSetRetryStrategy + by the worker's container engine; local processes refuse it
        ContainerSetRetryStrategy
          retries intOrText +
          duration text w the container engine waits a tenth of a second, then twice as long each time
        ResourceTemplate
          action text + create, get, apply and delete; replace and patch: a warning, and an Error when run
          manifest text +
          manifestFrom ManifestFrom + a worker reads the artifact first
          flags [text] + kind and name where there is no manifest; options of kubectl are not looked at
          mergeStrategy text x the manifest of a submitted workflow cannot be changed
          setOwnerReference flag + the new workflow is deleted with this one
          successCondition text +
          failureCondition text +
        ManifestFrom
          artifact Artifact + the name of an input artifact; one file of text
        HTTP
          method text +
          url text +
          headers [HTTPHeader] +
          body text +
          bodyFrom HTTPBodySource +
          timeoutSeconds int + 30 without it
          successCondition text +
          insecureSkipVerify flag +
        HTTPBodySource
          bytes text +
        HTTPHeader
          name text +
          value text +
          valueFrom HTTPHeaderSource +
        HTTPHeaderSource
          secretKeyRef KeySelector +
        Data
          source DataSource +
          transformation [TransformationStep] +
        DataSource
          artifactPaths Artifact + a folder in a store with keys; without a whole place, in the workflow's repository
        TransformationStep
          expression text +
        Memoize
          key text +
          maxAge text + without it an entry is kept for 30 days
          cache Cache + kept in the database; no ConfigMap is read or written
        Cache
          configMap KeySelector + its name is the name of the cache
        Synchronization
          mutexes [Mutex] +
          semaphores [SemaphoreRef] +
        Mutex
          name text +
          namespace text +
          database flag +
        SemaphoreRef
          configMapKeyRef KeySelector +
          namespace text +
          database SyncDatabaseRef +
        SyncDatabaseRef
          key text +
        Metrics
          prometheus [Prometheus] +
        Prometheus
          name text + shown with the prefix argo_workflows_
          help text +
          when text +
          labels [MetricLabel] +
          counter Counter +
          gauge Gauge +
          histogram Histogram +
        MetricLabel
          key text +
          value text +
        Counter
          value text +
        Gauge
          value text +
          realtime flag + of {{duration}} or {{workflow.duration}}
          operation text + Set, Add or Sub
        Histogram
          value text +
          buckets [any] +
        """;
}
