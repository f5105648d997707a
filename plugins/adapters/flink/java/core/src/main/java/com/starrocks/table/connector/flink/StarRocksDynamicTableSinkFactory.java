package com.starrocks.table.connector.flink;

/** The factory's name in the very first releases of the connector. Stateless. */
public class StarRocksDynamicTableSinkFactory
    extends com.starrocks.connector.flink.table.sink.StarRocksDynamicTableSinkFactory {}
