package com.starrocks.data.load.stream.properties;

import com.starrocks.data.load.stream.StarRocksVersion;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a sink is made of, as programs against the SDK write it down. The connector works from
 * StarRocksSinkOptions. Immutable.
 */
public class StreamLoadProperties implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String jdbcUrl;
  private final String[] loadUrls;
  private final String username;
  private final String password;
  private final String version;
  private final StarRocksVersion starRocksVersion;
  private final String labelPrefix;
  private final StreamLoadTableProperties defaultTableProperties;
  private final LinkedHashMap<String, StreamLoadTableProperties> tablePropertiesMap;
  private final boolean enableTransaction;
  private final long scanningFrequency;
  private final long maxCacheBytes;
  private final long expectDelayTime;
  private final int connectTimeout;
  private final int socketTimeout;
  private final int waitForContinueTimeoutMs;
  private final int ioThreadCount;
  private final long writingThreshold;
  private final float regionBufferRatio;
  private final float youngThreshold;
  private final float oldThreshold;
  private final int maxRetries;
  private final int retryIntervalInMs;
  private final HashMap<String, String> headers;

  private StreamLoadProperties(Builder builder) {
    this.jdbcUrl = builder.jdbcUrl;
    this.loadUrls = builder.loadUrls;
    this.username = builder.username;
    this.password = builder.password;
    this.version = builder.version;
    this.starRocksVersion = StarRocksVersion.parse(builder.version);
    this.labelPrefix = builder.labelPrefix;
    this.defaultTableProperties = builder.defaultTableProperties;
    this.tablePropertiesMap = new LinkedHashMap<>(builder.tablePropertiesMap);
    this.enableTransaction = builder.enableTransaction;
    this.scanningFrequency = builder.scanningFrequency;
    this.maxCacheBytes = builder.maxCacheBytes;
    this.expectDelayTime = builder.expectDelayTime;
    this.connectTimeout = builder.connectTimeout;
    this.socketTimeout = builder.socketTimeout;
    this.waitForContinueTimeoutMs = builder.waitForContinueTimeoutMs;
    this.ioThreadCount = builder.ioThreadCount;
    this.writingThreshold = builder.writingThreshold;
    this.regionBufferRatio = builder.regionBufferRatio;
    this.youngThreshold = builder.youngThreshold;
    this.oldThreshold = builder.oldThreshold;
    this.maxRetries = builder.maxRetries;
    this.retryIntervalInMs = builder.retryIntervalInMs;
    this.headers = new HashMap<>(builder.headers);
  }

  public boolean isEnableTransaction() {
    return enableTransaction;
  }

  public String getJdbcUrl() {
    return jdbcUrl;
  }

  public String[] getLoadUrls() {
    return loadUrls == null ? null : loadUrls.clone();
  }

  public String getUsername() {
    return username;
  }

  public String getPassword() {
    return password;
  }

  /** The server's version as it was given, null where it is not known. */
  public String getVersion() {
    return version;
  }

  /** null: not known, or not to be read. */
  public StarRocksVersion getStarRocksVersion() {
    return starRocksVersion;
  }

  /** The server finds __op in JSON objects by itself: every version since 2.0. */
  public boolean isOpAutoProjectionInJson() {
    return starRocksVersion == null || starRocksVersion.getMajor() != 1;
  }

  public String getLabelPrefix() {
    return labelPrefix;
  }

  public StreamLoadTableProperties getDefaultTableProperties() {
    return defaultTableProperties;
  }

  /**
   * The settings that uniqueKey names, else those of the table, else the default ones with the
   * table's names.
   */
  public StreamLoadTableProperties getTableProperties(
      String uniqueKey, String database, String table) {
    StreamLoadTableProperties named = uniqueKey == null ? null : tablePropertiesMap.get(uniqueKey);
    if (named != null) {
      return named;
    }
    for (StreamLoadTableProperties candidate : tablePropertiesMap.values()) {
      if (candidate.getDatabase().equals(database) && candidate.getTable().equals(table)) {
        return candidate;
      }
    }
    StreamLoadTableProperties.Builder builder = StreamLoadTableProperties.builder();
    if (defaultTableProperties != null) {
      builder.copyFrom(defaultTableProperties);
    }
    return builder.uniqueKey(uniqueKey).database(database).table(table).build();
  }

  /** By their unique keys. */
  public Map<String, StreamLoadTableProperties> getTablePropertiesMap() {
    return Collections.unmodifiableMap(tablePropertiesMap);
  }

  public long getScanningFrequency() {
    return scanningFrequency;
  }

  public long getMaxCacheBytes() {
    return maxCacheBytes;
  }

  public long getExpectDelayTime() {
    return expectDelayTime;
  }

  public int getConnectTimeout() {
    return connectTimeout;
  }

  public int getWaitForContinueTimeoutMs() {
    return waitForContinueTimeoutMs;
  }

  public int getSocketTimeout() {
    return socketTimeout;
  }

  public int getIoThreadCount() {
    return ioThreadCount;
  }

  public long getWritingThreshold() {
    return writingThreshold;
  }

  public float getRegionBufferRatio() {
    return regionBufferRatio;
  }

  public float getYoungThreshold() {
    return youngThreshold;
  }

  public float getOldThreshold() {
    return oldThreshold;
  }

  public int getMaxRetries() {
    return maxRetries;
  }

  public int getRetryIntervalInMs() {
    return retryIntervalInMs;
  }

  public Map<String, String> getHeaders() {
    return Collections.unmodifiableMap(headers);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the properties. Setters return this. One thread. */
  public static class Builder {
    private static final long MIN_SCANNING_FREQUENCY_MS = 50;

    private String jdbcUrl;
    private String[] loadUrls;
    private String username;
    private String password;
    private String version;
    private String labelPrefix = "";
    private StreamLoadTableProperties defaultTableProperties;
    private final Map<String, StreamLoadTableProperties> tablePropertiesMap = new LinkedHashMap<>();
    private boolean enableTransaction;
    private long scanningFrequency = MIN_SCANNING_FREQUENCY_MS;
    private long maxCacheBytes = 90L << 20;
    private long expectDelayTime = 300000;
    private int connectTimeout = 1000;
    private int socketTimeout;
    private int waitForContinueTimeoutMs = 10000;
    private int ioThreadCount = 2;
    private long writingThreshold = 50L << 20;
    private float regionBufferRatio = 0.6F;
    private float youngThreshold = 0.1F;
    private float oldThreshold = 0.9F;
    private int maxRetries;
    private int retryIntervalInMs = 10000;
    private final Map<String, String> headers = new HashMap<>();

    public Builder jdbcUrl(String value) {
      jdbcUrl = value;
      return this;
    }

    public Builder loadUrls(String... values) {
      loadUrls = values == null ? null : Arrays.copyOf(values, values.length);
      return this;
    }

    public Builder username(String value) {
      username = value;
      return this;
    }

    public Builder password(String value) {
      password = value;
      return this;
    }

    public Builder version(String value) {
      version = value;
      return this;
    }

    public Builder enableTransaction() {
      enableTransaction = true;
      return this;
    }

    public Builder labelPrefix(String value) {
      labelPrefix = value;
      return this;
    }

    public Builder defaultTableProperties(StreamLoadTableProperties value) {
      defaultTableProperties = value;
      return this;
    }

    public Builder addTableProperties(StreamLoadTableProperties value) {
      tablePropertiesMap.put(value.getUniqueKey(), value);
      return this;
    }

    /** Milliseconds. */
    public Builder scanningFrequency(long value) {
      if (value < MIN_SCANNING_FREQUENCY_MS) {
        throw new IllegalArgumentException(
            "scanningFrequency `" + value + "ms` set failed, must be at least 50 ms");
      }
      scanningFrequency = value;
      return this;
    }

    public Builder cacheMaxBytes(long value) {
      requirePositive("cacheMaxBytes", value);
      maxCacheBytes = value;
      return this;
    }

    /** Milliseconds. */
    public Builder expectDelayTime(long value) {
      requirePositive("expectDelayTime", value);
      expectDelayTime = value;
      return this;
    }

    /** Milliseconds, brought into [100, 60000]. */
    public Builder connectTimeout(int value) {
      connectTimeout = Math.min(Math.max(value, 100), 60000);
      return this;
    }

    /** Milliseconds, brought into [3000, 600000]. */
    public Builder waitForContinueTimeoutMs(int value) {
      waitForContinueTimeoutMs = Math.min(Math.max(value, 3000), 600000);
      return this;
    }

    public Builder socketTimeout(int value) {
      socketTimeout = value;
      return this;
    }

    public Builder ioThreadCount(int value) {
      requirePositive("ioThreadCount", value);
      ioThreadCount = value;
      return this;
    }

    public Builder writingThreshold(long value) {
      requirePositive("writingThreshold", value);
      writingThreshold = value;
      return this;
    }

    public Builder regionBufferRatio(float value) {
      regionBufferRatio = value;
      return this;
    }

    public Builder youngThreshold(float value) {
      youngThreshold = value;
      return this;
    }

    public Builder oldThreshold(float value) {
      oldThreshold = value;
      return this;
    }

    public Builder addHeader(String name, String value) {
      headers.put(name, value);
      return this;
    }

    public Builder maxRetries(int value) {
      maxRetries = value;
      return this;
    }

    public Builder retryIntervalInMs(int value) {
      retryIntervalInMs = value;
      return this;
    }

    public Builder addHeaders(Map<String, String> values) {
      headers.putAll(values);
      return this;
    }

    public StreamLoadProperties build() {
      return new StreamLoadProperties(this);
    }

    private static void requirePositive(String name, long value) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + " `" + value + "` set failed, must be > 0");
      }
    }
  }
}
