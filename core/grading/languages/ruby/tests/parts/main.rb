require_relative 'say'

say(gets.strip)
