namespace Fleet.Workflows.Spec.Fields;

/// <summary>Rows of the field table: volumes.</summary>
internal static class VolumeFields
{
    private const string OnlyKubernetes = "x a volume of a Kubernetes cluster";

    public const string Table = $$"""
        VolumeMount
          name text +
          mountPath text +
          subPath text + needs Docker Engine 26; local processes refuse it
          subPathExpr text w Kubernetes expands it; tags are replaced in subPath
          readOnly flag +
          recursiveReadOnly text w the worker's container engine decides
          mountPropagation text w the worker's container engine decides
        Volume
          name text +
          emptyDir EmptyDirVolumeSource + a volume of the worker's engine that goes with the pod
          configMap ConfigMapVolumeSource -
          secret SecretVolumeSource -
          persistentVolumeClaim PersistentVolumeClaimVolumeSource -
          hostPath HostPathVolumeSource -
          projected any -
          downwardAPI any -
          ephemeral any -
          image any -
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
          name text -
          items [KeyToPath] -
          defaultMode int -
          optional flag -
        SecretVolumeSource
          secretName text -
          items [KeyToPath] -
          defaultMode int -
          optional flag -
        KeyToPath
          key text -
          path text -
          mode int -
        PersistentVolumeClaimVolumeSource
          claimName text -
          readOnly flag -
        HostPathVolumeSource
          path text -
          type text -
        PersistentVolumeClaim
          apiVersion text w
          kind text w
          metadata ObjectMeta -
          spec PersistentVolumeClaimSpec -
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
