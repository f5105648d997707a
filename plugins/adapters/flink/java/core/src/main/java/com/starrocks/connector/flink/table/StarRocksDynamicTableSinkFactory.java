package com.starrocks.connector.flink.table;

/** The factory's name in the first releases of the connector. Stateless. */
public class StarRocksDynamicTableSinkFactory
    extends com.starrocks.connector.flink.table.sink.StarRocksDynamicTableSinkFactory {}
