let count = ref 0
