package io.roomledger.files;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Settings of where files are kept.
 *
 * @param store the kind of store
 * @param s3 how to reach a bucket; without meaning for a local store
 */
@ConfigurationProperties("roomledger.files")
record FileProperties(Kind store, S3 s3) {
  private static final String PREFIX = "roomledger.files.s3.";
  private static final Pattern BUCKET = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{1,253}");
  private static final Pattern KEY_PREFIX = Pattern.compile("([0-9a-zA-Z._-]+/)*");

  /** Kinds of stores. */
  enum Kind {
    LOCAL,
    S3
  }

  FileProperties {
    if (store == Kind.S3) {
      s3.check();
    }
  }

  /**
   * A bucket, and how it is reached.
   *
   * @param endpoint where the service is; empty = that of AWS for the region
   * @param prefix what the keys of all objects begin with; empty, or ends with a slash
   * @param pathStyle whether the bucket stands in the path and not in the host's name
   * @param accessKey empty = what the machine's surroundings say (the SDK's usual chain)
   * @param secretKey goes with the access key
   * @param partSize larger files are uploaded in parts of so many bytes
   * @param connectTimeout the longest wait for a connection
   * @param readTimeout the longest silence in an answer
   * @param callTimeout the longest that one request may take, the upload of a part too
   * @param patience how long an upload is tried again while the service does not do what it should
   */
  record S3(
      String endpoint,
      String region,
      String bucket,
      String prefix,
      boolean pathStyle,
      String accessKey,
      String secretKey,
      DataSize partSize,
      Duration connectTimeout,
      Duration readTimeout,
      Duration callTimeout,
      Duration patience) {
    private static final DataSize SMALLEST_PART = DataSize.ofMegabytes(5);
    private static final DataSize LARGEST_PART = DataSize.ofMegabytes(1024);

    void check() {
      demand(BUCKET.matcher(bucket).matches(), "bucket", "must name a bucket: " + bucket);
      demand(
          KEY_PREFIX.matcher(prefix).matches(),
          "prefix",
          "must be names that each end with a slash, like exports/: " + prefix);
      demand(endpoint.isEmpty() || isWebAddress(endpoint), "endpoint", "must be http(s)://…");
      demand(!region.isEmpty(), "region", "must not be empty");
      demand(
          accessKey.isEmpty() == secretKey.isEmpty(),
          "access-key",
          "and secret-key go together: set both or none");
      demand(
          partSize.compareTo(SMALLEST_PART) >= 0 && partSize.compareTo(LARGEST_PART) <= 0,
          "part-size",
          "must be 5MB to 1GB: " + partSize);
      positive("connect-timeout", connectTimeout);
      positive("read-timeout", readTimeout);
      positive("call-timeout", callTimeout);
      demand(!patience.isNegative(), "patience", "must not be negative: " + patience);
    }

    private static boolean isWebAddress(String text) {
      try {
        URI uri = new URI(text);
        return uri.getHost() != null
            && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
      } catch (URISyntaxException e) {
        return false;
      }
    }

    private static void positive(String key, Duration value) {
      demand(value.isPositive(), key, "must be longer than nothing: " + value);
    }

    private static void demand(boolean right, String key, String words) {
      if (!right) {
        throw new IllegalArgumentException(PREFIX + key + " " + words);
      }
    }

    /** What the bucket is called in messages. */
    String name() {
      return "s3://%s/%s%s".formatted(bucket, prefix, endpoint.isEmpty() ? "" : " at " + endpoint);
    }

    /** Without the keys. */
    @Override
    public String toString() {
      return "S3[" + name() + ", region=" + region + ", accessKey=…, secretKey=…]";
    }
  }
}
