javac -proc:none -Xlint:all -Werror -d classes sources/Main.java program/*.java && javac -proc:none -Xlint:all -Werror -d starter sources/starter.java
