mkdir classes starter && scalac -d classes sources/examination.scala && scalac -d starter sources/starter.scala
