namespace Fleet.Workflows.Spec.Fields;

/// <summary>Rows of the field table: artifacts and where they are kept.</summary>
internal static class ArtifactFields
{
    public const string Table = """
        ArtifactLocation
          archiveLogs flag + for the template's archiveLocation; on an artifact it changes nothing, as in Argo
          s3 S3Artifact + without endpoint, bucket and key together its key counts in the workflow's repository
          gcs GCSArtifact + by its S3 interface (XML API)
          azure AzureArtifact +
          oss OSSArtifact + by its S3 interface
          hdfs HDFSArtifact -
          http HTTPArtifact +
          git GitArtifact + the worker's machine needs the program git; inputs only
          artifactory ArtifactoryArtifact +
          raw RawArtifact +
          plugin PluginArtifact -
        Artifact : ArtifactLocation
          name text +
          path text +
          mode int32 +
          recurseMode flag +
          from text +
          fromExpression text +
          subPath text +
          optional flag +
          globalName text +
          archive ArchiveStrategy +
          artifactGC ArtifactGC + goes before that of the workflow
          deleted flag -
        ArchiveStrategy
          none Empty +
          tar TarStrategy +
          zip Empty +
        TarStrategy
          compressionLevel int32 +
        ArtifactGC
          strategy text +
          podMetadata Metadata w no pod deletes artifacts
          serviceAccountName text w Docker hosts have no service accounts
          env any w no pod deletes artifacts
          volumes any w no pod deletes artifacts
          volumeMounts any w no pod deletes artifacts
        S3Artifact
          endpoint text +
          bucket text +
          key text +
          region text +
          insecure flag +
          accessKeySecret KeySelector +
          secretKeySecret KeySelector +
          sessionTokenSecret KeySelector +
          caSecret KeySelector +
          roleARN text -
          useSDKCreds flag + what the SDK finds where the worker runs, also where nothing is said
          createBucketIfNotPresent CreateS3BucketOptions +
          encryptionOptions S3EncryptionOptions +
          addressingStyle text + without it the bucket is part of the path, on AWS of the host's name
          enableParallelism flag w large artifacts always go in several parts at a time
          parallelism int w large artifacts go in four parts at a time
          fileCountThreshold int w files of a folder go one after another
          fileSizeThreshold quantity w what does not fit into one part goes in several
          partSize quantity w parts grow with the artifact, from 8 MiB
        CreateS3BucketOptions
          objectLocking flag +
        S3EncryptionOptions
          enableEncryption flag +
          kmsEncryptionContext text +
          kmsKeyId text +
          serverSideCustomerKeySecret KeySelector +
        S3ArtifactRepository : S3Artifact
          keyFormat text +
          keyPrefix text +
        GCSArtifact
          bucket text +
          key text +
          serviceAccountKeySecret KeySelector + without it the credentials of where the worker runs
        GCSArtifactRepository : GCSArtifact
          keyFormat text +
        OSSArtifact
          accessKeySecret KeySelector +
          bucket text +
          createBucketIfNotPresent flag +
          endpoint text +
          key text +
          lifecycleRule any -
          secretKeySecret KeySelector +
          securityToken text +
          useSDKCreds flag + ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET of where the worker runs, also where no key is named
        OSSArtifactRepository : OSSArtifact
          keyFormat text +
        AzureArtifactRepository
          accountKeySecret KeySelector +
          blobNameFormat text +
          container text +
          endpoint text +
          useSDKCreds flag +
        ArtifactRepository
          archiveLogs flag +
          s3 S3ArtifactRepository +
          gcs GCSArtifactRepository +
          azure AzureArtifactRepository +
          oss OSSArtifactRepository +
          hdfs any -
          artifactory any -
          plugin any -
        AzureArtifact
          accountKeySecret KeySelector + the account's key, or a shared access signature
          blob text +
          container text +
          endpoint text +
          useSDKCreds flag + the credentials of where the worker runs, also where no key is named; for Azure's own hosts only
        HDFSArtifact
          addresses [text] -
          dataTransferProtection text -
          force flag -
          hdfsUser text -
          krbCCacheSecret KeySelector -
          krbConfigConfigMap KeySelector -
          krbKeytabSecret KeySelector -
          krbRealm text -
          krbServicePrincipalName text -
          krbUsername text -
          path text -
        HTTPArtifact
          url text +
          headers [HTTPArtifactHeader] +
          auth HTTPAuth +
          saveStreamViaFile flag w what is stored always goes by a file, so that its length is known
        HTTPArtifactHeader
          name text +
          value text +
        HTTPAuth
          basicAuth BasicAuth +
          oauth2 OAuth2Auth +
          clientCert ClientCertAuth +
        BasicAuth
          usernameSecret KeySelector +
          passwordSecret KeySelector +
        OAuth2Auth
          clientIDSecret KeySelector +
          clientSecretSecret KeySelector +
          tokenURLSecret KeySelector +
          scopes [text] +
          endpointParams [OAuth2EndpointParam] +
        OAuth2EndpointParam
          key text +
          value text +
        ClientCertAuth
          clientCertSecret KeySelector +
          clientKeySecret KeySelector +
        GitArtifact
          repo text +
          revision text +
          branch text +
          depth int +
          disableSubmodules flag +
          fetch [text] +
          insecureIgnoreHostKey flag +
          insecureSkipTLS flag +
          passwordSecret KeySelector +
          singleBranch flag +
          sshPrivateKeySecret KeySelector +
          usernameSecret KeySelector +
        ArtifactoryArtifact
          url text +
          usernameSecret KeySelector +
          passwordSecret KeySelector +
        RawArtifact
          data text +
        PluginArtifact
          name text -
          key text -
          configuration text -
          connectionTimeoutSeconds int -
        """;
}
