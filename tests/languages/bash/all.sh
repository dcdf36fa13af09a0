read -r command
case $command in
  sum) read -r a; read -r b; echo $((a + b)) ;;
  echo) read -r line; echo "$line → ✓" ;;
  exit) exit 3 ;;
  crash) kill -SEGV $$ ;;
  spin) while :; do :; done ;;
  hog) a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done ;;
  flood) while :; do echo flood; done ;;
esac
