
set edit:completion:arg-completer[cyberfly] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) CYBERFLY_COMPLETE="elvish" cyberfly -- $@words) | to-lines
}

