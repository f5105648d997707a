package com.starrocks.connector.flink.row.sink;

import java.io.Serializable;
import java.util.function.BiConsumer;

/**
 * Fills the values of a row from one of the user's objects. The array has one place for each field
 * of the schema and, for a PRIMARY KEY table, one more behind them for the operation ({@link
 * StarRocksSinkOP#ordinal()}). Called by the task's thread, with a new array for each object.
 */
public interface StarRocksSinkRowBuilder<T> extends BiConsumer<Object[], T>, Serializable {}
