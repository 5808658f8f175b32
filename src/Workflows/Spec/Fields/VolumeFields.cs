namespace Fleet.Workflows.Spec.Fields;

/// <summary>Rows of the field table: volumes.</summary>
internal static class VolumeFields
{
    private const string OnlyKubernetes = "x a volume of a Kubernetes cluster";

    public const string Table = $$"""
        VolumeMount
          name text +
          mountPath text +
          subPath text + in a claim or an empty directory it needs Docker Engine 26
          subPathExpr text w Kubernetes expands it; tags are replaced in subPath
          readOnly flag +
          recursiveReadOnly text w the worker's container engine decides
          mountPropagation text w the worker's container engine decides
        Volume
          name text +
          emptyDir EmptyDirVolumeSource + a volume of the worker's engine that goes with the pod
          configMap ConfigMapVolumeSource + files, read-only, as they are when the task becomes Ready; a single file by subPath is put into the container itself
          secret SecretVolumeSource + files as those of a configMap, sealed until the worker puts them there
          persistentVolumeClaim PersistentVolumeClaimVolumeSource + a volume of the worker's engine of that name, made where it is missing; tasks of a workflow that mount it run on one host
          hostPath HostPathVolumeSource + where the operator of the worker allows the path (--allow-host-path); refused elsewhere
          projected ProjectedVolumeSource +
          downwardAPI DownwardAPIVolumeSource +
          ephemeral any + as emptyDir
          image any x use a volume that an init container fills
          awsElasticBlockStore any {{OnlyKubernetes}}
          azureDisk any {{OnlyKubernetes}}
          azureFile any {{OnlyKubernetes}}
          cephfs any {{OnlyKubernetes}}
          cinder any {{OnlyKubernetes}}
          csi any {{OnlyKubernetes}}
          fc any {{OnlyKubernetes}}
          flexVolume any {{OnlyKubernetes}}
          flocker any {{OnlyKubernetes}}
          gcePersistentDisk any {{OnlyKubernetes}}
          gitRepo any {{OnlyKubernetes}}
          glusterfs any {{OnlyKubernetes}}
          iscsi any {{OnlyKubernetes}}
          nfs any {{OnlyKubernetes}}
          photonPersistentDisk any {{OnlyKubernetes}}
          portworxVolume any {{OnlyKubernetes}}
          quobyte any {{OnlyKubernetes}}
          rbd any {{OnlyKubernetes}}
          scaleIO any {{OnlyKubernetes}}
          storageos any {{OnlyKubernetes}}
          vsphereVolume any {{OnlyKubernetes}}
        EmptyDirVolumeSource
          medium text w it is a folder on the worker's disk
          sizeLimit quantity w sizes of volumes are not limited
        ConfigMapVolumeSource
          name text +
          items [KeyToPath] +
          defaultMode int32 +
          optional flag +
        SecretVolumeSource
          secretName text +
          items [KeyToPath] +
          defaultMode int32 +
          optional flag +
        KeyToPath
          key text +
          path text +
          mode int32 +
        ProjectedVolumeSource
          sources [VolumeProjection] +
          defaultMode int32 +
        VolumeProjection
          configMap ConfigMapProjection +
          secret SecretProjection +
          downwardAPI DownwardAPIProjection +
          serviceAccountToken any x Docker hosts have no service accounts
          clusterTrustBundle any x an object of a Kubernetes cluster
          podCertificate any x an object of a Kubernetes cluster
        ConfigMapProjection
          name text +
          items [KeyToPath] +
          optional flag +
        SecretProjection
          name text +
          items [KeyToPath] +
          optional flag +
        DownwardAPIProjection
          items [DownwardAPIVolumeFile] +
        DownwardAPIVolumeSource
          items [DownwardAPIVolumeFile] +
          defaultMode int32 +
        DownwardAPIVolumeFile
          path text +
          mode int32 +
          fieldRef ObjectFieldSelector + metadata.name, metadata.namespace, metadata.uid, metadata.labels, metadata.annotations and single ones of these; another one is warned of, and an error of the node
          resourceFieldRef any x the container's limits are not told to it
        PersistentVolumeClaimVolumeSource
          claimName text +
          readOnly flag +
        HostPathVolumeSource
          path text +
          type text w the path must be there, whatever it is
        PersistentVolumeClaim
          apiVersion text w
          kind text w
          metadata ObjectMeta + its name
          spec PersistentVolumeClaimSpec +
          status any w
        PersistentVolumeClaimSpec
          accessModes [text] w a volume lives on one host
          resources any w sizes of volumes are not limited
          selector any w Kubernetes' own
          storageClassName text w Kubernetes' own
          volumeMode text w Kubernetes' own
          volumeName text w Kubernetes' own
          dataSource any w Kubernetes' own
          dataSourceRef any w Kubernetes' own
          volumeAttributesClassName text w Kubernetes' own
        """;
}
