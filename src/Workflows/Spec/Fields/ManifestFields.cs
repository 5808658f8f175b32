namespace Fleet.Workflows.Spec.Fields;

/// <summary>Rows of the field table: manifests and what stands directly in <c>spec</c>.</summary>
internal static class ManifestFields
{
    public const string Table = """
        Workflow
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          spec WorkflowSpec +
          status any + written by Fleet; left out when it is sent
        WorkflowTemplate
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          spec WorkflowSpec +
        ClusterWorkflowTemplate
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          spec WorkflowSpec +
        ConfigMap
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          data {text} +
          binaryData {text} + base64; parameters and variables read it as text
          immutable flag w an object may always be replaced here
        Secret
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          type text +
          data {text} + base64; kept encrypted
          stringData {text} + goes before data
          immutable flag w an object may always be replaced here
        CronWorkflow
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          spec CronWorkflowSpec + read and checked; left out of a run, with a warning
          status any + written by Fleet; left out when it is sent
        WorkflowEventBinding
          apiVersion text +
          kind text +
          metadata ObjectMeta +
          spec WorkflowEventBindingSpec + read and checked; left out of a run, with a warning
        ObjectMeta
          name text +
          generateName text +
          namespace text +
          labels {text} +
          annotations {text} +
          uid text + given by Fleet
          creationTimestamp any + given by Fleet
          resourceVersion text + given by Fleet
          generation int + given by Fleet
          managedFields any w nothing but Fleet writes manifests
          selfLink text w Kubernetes' own
          ownerReferences any w kept; only setOwnerReference of a resource template makes a workflow go with another
          finalizers [text] w nothing holds up a deletion here
          deletionTimestamp any w Kubernetes' own
          deletionGracePeriodSeconds int w Kubernetes' own
        Metadata
          labels {text} +
          annotations {text} +
        WorkflowMetadata
          labels {text} +
          annotations {text} +
          labelsFrom {LabelValueFrom} +
        LabelValueFrom
          expression text + evaluated when the workflow is accepted
        WorkflowSpec
          entrypoint text +
          arguments Arguments +
          templates [Template] +
          onExit text +
          hooks {LifecycleHook} +
          parallelism int +
          activeDeadlineSeconds int +
          suspend flag +
          shutdown text +
          retryStrategy RetryStrategy +
          templateDefaults Template +
          workflowTemplateRef WorkflowTemplateRef +
          nodeSelector {text} +
          podMetadata Metadata + on the containers
          priority int32 + higher goes first among tasks that fit the same workers
          serviceAccountName text w Docker hosts have no service accounts; only the variable workflow.serviceAccountName has it
          volumes [Volume] + each kind says its class; an emptyDir is one for each pod that mounts it
          volumeClaimTemplates [PersistentVolumeClaim] + volumes of the worker's engine; tasks that mount one run on one host
          volumeClaimGC VolumeClaimGC +
          synchronization Synchronization +
          ttlStrategy TTLStrategy +
          workflowMetadata WorkflowMetadata +
          archiveLogs flag + output artifacts main-logs (NAME-logs for a containerSet), as they were written
          artifactGC WorkflowLevelArtifactGC + done by the coordinator, beside the workflow: nothing waits for it
          artifactRepositoryRef ArtifactRepositoryRef + told once, when the workflow begins and its arguments are known
          metrics Metrics + told by /metrics of the coordinator
          podGC PodGC + of containers; without it one is removed as soon as its result is committed. Logs stay until the workflow is deleted
          podSpecPatch text + before the template's; what means nothing here is warned of
          podResources ResourceRequirements + of templates without their own
          imagePullSecrets [LocalObjectReference] + logins of registries for the pulls of its containers; the worker's own come after them
          hostAliases [HostAlias] + an ip that is none is warned of, and an error of the node
          hostNetwork flag + needs the operator's leave (--allow-host-network); local processes have it anyway
          dnsConfig PodDNSConfig + not for local processes; one that cannot be is warned of, and an error of the node
          dnsPolicy text w the worker's container engine resolves names
          securityContext PodSecurityContext +
          executorPlugins [ExecutorPlugin] x executor plugins run in an agent pod, which there is none of
          affinity any w places pods on Kubernetes nodes; nodeSelector chooses workers
          automountServiceAccountToken flag w Docker hosts have no service accounts
          executor ExecutorConfig w there is no executor beside the container
          podDisruptionBudget any w Kubernetes evicts pods; nothing does here
          podPriorityClassName text w priority orders workflows
          resourceClaims any w Kubernetes' dynamic resource allocation
          schedulerName text w Fleet's dispatcher assigns tasks
          tolerations any w Kubernetes nodes have taints; workers have none
        WorkflowTemplateRef
          name text +
          clusterScope flag +
        TTLStrategy
          secondsAfterCompletion int32 +
          secondsAfterSuccess int32 + goes before secondsAfterCompletion
          secondsAfterFailure int32 + goes before secondsAfterCompletion
        PodGC
          strategy text + what it does not let go stays as long as the workflow
          labelSelector LabelSelector + others stay as long as the workflow
          deleteDelayDuration text + by default none
        LabelSelector
          matchLabels {text} +
          matchExpressions [LabelSelectorRequirement] +
        LabelSelectorRequirement
          key text +
          operator text +
          values [text] +
        VolumeClaimGC
          strategy text +
        ArtifactRepositoryRef
          configMap text +
          key text +
        WorkflowLevelArtifactGC
          strategy text +
          forceFinalizerRemoval flag w a delete never waits for artifacts
          podMetadata Metadata w no pod deletes artifacts
          podSpecPatch text w no pod deletes artifacts
          serviceAccountName text w Docker hosts have no service accounts
          env any w no pod deletes artifacts
          volumes any w no pod deletes artifacts
          volumeMounts any w no pod deletes artifacts
        ExecutorConfig
          serviceAccountName text w Docker hosts have no service accounts
        ExecutorPlugin
          metadata ObjectMeta x
          spec any x
        LocalObjectReference
          name text +
        HostAlias
          ip text +
          hostnames [text] +
        PodDNSConfig
          nameservers [text] +
          searches [text] +
          options [PodDNSConfigOption] +
        PodDNSConfigOption
          name text +
          value text +
        CronWorkflowSpec
          schedules [text] -
          timezone text -
          concurrencyPolicy text -
          startingDeadlineSeconds int -
          suspend flag -
          successfulJobsHistoryLimit int32 -
          failedJobsHistoryLimit int32 -
          when text -
          stopStrategy StopStrategy -
          workflowSpec WorkflowSpec -
          workflowMetadata ObjectMeta -
        StopStrategy
          expression text -
          condition text -
        WorkflowEventBindingSpec
          event Event -
          submit Submit -
        Event
          selector text -
        Submit
          workflowTemplateRef WorkflowTemplateRef -
          arguments Arguments -
          metadata ObjectMeta -
        """;
}
