using Amazon.S3;
using Amazon.S3.Model;

namespace Fleet.Artifacts.S3;

/// <summary>Requests for objects of a bucket, with what its options say about encryption.</summary>
internal sealed class S3Objects(S3StoreOptions options)
{
    private readonly byte[]? _customerKey = options.CustomerKey is { } key ? System.Text.Encoding.UTF8.GetBytes(key) : null;

    // The API wants keys and their sums in base64; Argo's secret has the bytes.
    private string? Key => _customerKey is null ? null : Convert.ToBase64String(_customerKey);

    private ServerSideEncryptionCustomerMethod? Method => _customerKey is null ? null : ServerSideEncryptionCustomerMethod.AES256;

    private ServerSideEncryptionMethod? Stored => !options.Encrypt || _customerKey is not null ? null
        : options.KmsKeyId is null ? ServerSideEncryptionMethod.AES256
        : ServerSideEncryptionMethod.AWSKMS;

    private string? Context => options.KmsEncryptionContext is { Length: > 0 } context ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(context)) : null;

    public GetObjectRequest Get(string key) =>
        new() { BucketName = options.Bucket, Key = key, ServerSideEncryptionCustomerMethod = Method, ServerSideEncryptionCustomerProvidedKey = Key };

    public GetObjectMetadataRequest Head(string key) =>
        new() { BucketName = options.Bucket, Key = key, ServerSideEncryptionCustomerMethod = Method, ServerSideEncryptionCustomerProvidedKey = Key };

    public PutObjectRequest Put(string key, Stream content)
    {
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = key,
            InputStream = content,
            AutoCloseStream = false,
            // Signed as a whole: not every server reads the SDK's signed chunks.
            UseChunkEncoding = false,
            ServerSideEncryptionCustomerMethod = Method,
            ServerSideEncryptionCustomerProvidedKey = Key,
        };
        if (Stored is { } stored)
        {
            request.ServerSideEncryptionMethod = stored;
            request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
            request.ServerSideEncryptionKeyManagementServiceEncryptionContext = Context;
        }

        return request;
    }

    public InitiateMultipartUploadRequest Begin(string key)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key, ServerSideEncryptionCustomerMethod = Method, ServerSideEncryptionCustomerProvidedKey = Key };
        if (Stored is { } stored)
        {
            request.ServerSideEncryptionMethod = stored;
            request.ServerSideEncryptionKeyManagementServiceKeyId = options.KmsKeyId;
            request.ServerSideEncryptionKeyManagementServiceEncryptionContext = Context;
        }

        return request;
    }

    public UploadPartRequest Part(string key, string upload, int number, Stream content) => new()
    {
        BucketName = options.Bucket,
        Key = key,
        UploadId = upload,
        PartNumber = number,
        InputStream = content,
        PartSize = content.Length,
        UseChunkEncoding = false,
        ServerSideEncryptionCustomerMethod = Method,
        ServerSideEncryptionCustomerProvidedKey = Key,
    };
}
