import com.starrocks.connector.flink.StarRocksSink
import com.starrocks.connector.flink.row.sink.{StarRocksSinkOP, StarRocksSinkRowBuilder}
import com.starrocks.connector.flink.table.sink.StarRocksSinkOptions
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment
import org.apache.flink.table.api.{DataTypes, TableSchema}

/** A row of the table. */
class Score(val id: Int, val name: String, val score: Int) extends Serializable

/** A class, since Scala 2.12 makes function literals for Java's interfaces that cannot be serialized. */
class ScoreBuilder extends StarRocksSinkRowBuilder[Score] {
  override def accept(slots: Array[AnyRef], row: Score): Unit = {
    slots(0) = Int.box(row.id)
    slots(1) = row.name
    slots(2) = Int.box(row.score)
    slots(slots.length - 1) = Int.box(StarRocksSinkOP.UPSERT.ordinal())
  }
}

/** A job in Scala, on Flink's Java API. Arguments: jdbc-url, load-url. */
object LoadScalaRecords {
  def main(args: Array[String]): Unit = {
    val schema = TableSchema
      .builder()
      .field("id", DataTypes.INT().notNull())
      .field("name", DataTypes.STRING())
      .field("score", DataTypes.INT())
      .primaryKey("id")
      .build()
    val options = StarRocksSinkOptions
      .builder()
      .withProperty("jdbc-url", args(0))
      .withProperty("load-url", args(1))
      .withProperty("database-name", "test")
      .withProperty("table-name", "score_board_scala")
      .withProperty("username", "root")
      .withProperty("password", "")
      .build()
    val env = StreamExecutionEnvironment.getExecutionEnvironment
    env
      .fromElements(new Score(1, "starrocks-scala", 100), new Score(2, "flink-scala", 100))
      .addSink(StarRocksSink.sink(schema, options, new ScoreBuilder))
    env.execute("load Scala objects")
  }
}
