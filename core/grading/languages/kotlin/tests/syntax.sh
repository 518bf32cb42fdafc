kotlinc -d classes sources/examination.kt && kotlinc -d starter sources/starter.kt
