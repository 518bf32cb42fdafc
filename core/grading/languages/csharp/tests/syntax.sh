for source in sources/*.cs; do mcs -out:checked.exe "$source" || exit; done
